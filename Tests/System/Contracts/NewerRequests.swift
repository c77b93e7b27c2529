import Contracts

/// Which service a request of these tests goes to.
protocol Addressee { static var service: ServiceName { get } }
enum ToAuth: Addressee { static let service = ServiceName.auth }
enum ToQueue: Addressee { static let service = ServiceName.queue }
enum ToHosts: Addressee { static let service = ServiceName.hosts }
enum ToResults: Addressee { static let service = ServiceName.results }

/// A request that no release has yet.
struct Novelty<To: Addressee>: ServiceRequest {
    typealias Reply = Done
    static var service: ServiceName { To.service }
    static var name: String { "\(To.service).novelty.invent.v1" }
    var idea = "something new"
}

/// A request that is known by name, written in a way that isn't.
struct Rewritten<Known: ServiceRequest>: ServiceRequest {
    typealias Reply = Done
    static var service: ServiceName { Known.service }
    static var name: String { Known.name }
    var everything: [String: String] = ["is": "different"]
}

/// A status that no release has yet.
struct SleepingHost: ServiceRequest {
    typealias Reply = Outcome<HostStatus>
    static let service = ServiceName.hosts
    static let name = SetHostStatus.name
    var hostID: HostID = "host-of-the-future"
    var status = "sleeping"
}

/// A command that no release has yet.
struct TeleportTicket: ShardCommand {
    typealias Reply = Outcome<Done>
    static let name = "queue.ticket.teleport.v1"
    var commandID: CommandID
}

/// A change of a match that no release has yet.
struct PauseMatch: ShardCommand {
    typealias Reply = Outcome<Done>
    static let name = ChangeMatch.name
    var commandID: CommandID
    var matchID: MatchID = "m06abcdefghjkmnpqrstvwx"
    var serverUser: PlayerID = "p"
    var change = ["paused": ["seconds": 30]]
}

/// A notice that no release has yet.
struct Wink: ShardNotice {
    static let name = "queue.player.wink.v1"
    var player: PlayerID = "p"
}

/// A word to gateways that no release has yet.
struct Applause: GatewayMessage {
    static let name = "gateway.applause.v1"
    var loud = true
}
