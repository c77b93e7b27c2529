import Contracts
import FoundationEssentials
import ModesCore
import ServiceKit

/// What queue reads from its environment.
enum QueueSettings {
    static let database = DatabaseSettings(service: "queue")
    static let shardConnections = Setting(
        "MUSTER_QUEUE_SHARD_CONNECTIONS", .integer(1...32), default: 4,
        help: "Connections to the database for the shards' own transactions, each with a thread.")
    static let modes = Setting("MUSTER_MODES", .text, help: "The folder of the mode files, *.json.")
    static let game = Setting(
        "MUSTER_GAME", .text, default: "muster",
        help: "The game's name, part of what decides on which shard a mode is. Never changed once tickets exist.")
    static let cookieKey = Setting(
        "MUSTER_COOKIE_KEY", SettingType.secretKey, isSecret: true,
        help: "Signs the passes of players for their matches; the same for all replicas.")
    static let longestPing = Setting(
        "MUSTER_PEER_MAX_PING", .integer(1...60_000), default: 126,
        help: "The longest round trip between two peers that is good enough, in milliseconds.")

    static let recording = Setting(
        "MUSTER_TICKET_RECORDING", .text, default: "",
        help: "A folder for the tickets that leave the queue, one a line, for 'muster simulate'; empty: not recorded.")
    static let recordingSize = Setting(
        "MUSTER_TICKET_RECORDING_MEGABYTES", .integer(1...100_000), default: 64,
        help: "How large a file of recorded tickets becomes; the one before is kept beside it.")

    static let all: [any SettingDeclaration] =
        database.all + [
            shardConnections, BrokerSettings.url, modes, game, cookieKey, longestPing, recording, recordingSize,
        ]
}

extension SettingType<String> {
    /// A text too long to be guessed.
    fileprivate static var secretKey: SettingType {
        SettingType("a text of at least 16 characters") { (given) throws(Refusal) in
            guard given.utf8.count >= 16 else { throw Refusal() }
            return given
        }
    }
}
