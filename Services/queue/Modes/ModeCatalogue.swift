import Contracts
import RuleSetsCore

/// The modes of a game, ordered by name.
public struct ModeCatalogue: Sendable, Hashable {
    /// `MUSTER_GAME`: part of what decides a group's shard.
    public let game: String
    public let modes: [Mode]

    /// Throws when two modes have one name.
    public init(game: String, modes: [Mode]) throws(JSONFaults) {
        self.game = game
        self.modes = modes.sorted { $0.name < $1.name }
        let twice = zip(self.modes, self.modes.dropFirst()).filter { $0.name == $1.name }
        guard twice.isEmpty else {
            throw JSONFaults(twice.map { JSONFault("$.mode", "'\($0.0.name)' is the name of two modes") })
        }
    }

    public subscript(name: ModeName) -> Mode? { modes.first { $0.name == name } }

    /// The names of all modes.
    public var names: [String] { modes.map(\.name.rawValue) }

    /// Where the tickets of a mode's group are.
    public func shard(of mode: Mode) -> Shard { Shard(game: game, group: mode.group) }

    /// The modes whose tickets are on a shard.
    public func modes(on shard: Shard) -> [Mode] { modes.filter { self.shard(of: $0) == shard } }
}
