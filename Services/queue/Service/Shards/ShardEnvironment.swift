import AMQP
import Logging
import Messaging
import ModesCore
import PairingCore
import Postgres

/// What the shards of one process share.
struct ShardEnvironment: Sendable {
    let broker: AMQPConfiguration
    let library: ModeLibrary
    let pairingRules: PairingRules
    let pool: PostgresPool
    let clock: DatabaseClock
    let mint: CookieMint
    /// Without confirms.
    let replies: Publisher
    let deadLetters: Publisher
    let events: EventPublisher
    let gateways: GatewayPublisher
    let hosts: MatchHosts
    let parties: PartyDesk
    /// `nil` when tickets aren't recorded.
    let recorder: TicketRecorder?
    let logger: Logger
    let metrics = ShardMetrics()

    /// Whether this process can be reached, and can tell others.
    var isLinked: Bool { replies.isConnected && events.isConnected && gateways.isConnected }
}
