import Contracts
import Threads

/// What the bots saw of each match, and what became of it.
///
/// The time to find a match is that from the moment in which its last player asked to be queued to the moment in which all
/// its players had been told of it.
public final class MatchLedger: Sendable {
    /// One match, as far as the bots know.
    public struct Entry: Sendable {
        public var mode: ModeName
        public var players = 0
        public var enqueued: [PlayerID: ContinuousClock.Instant] = [:]
        public var told: [PlayerID: ContinuousClock.Instant] = [:]
        /// Bots that played it to its end over the socket.
        public var played: Set<PlayerID> = []
        public var completed: [PlayerID: ContinuousClock.Instant] = [:]
        public var abandoned = false

        /// All players know of it: how long that took since the last one asked.
        public var timeToFind: Duration? {
            guard players > 0, told.count == players, let asked = enqueued.values.max(), let known = told.values.max()
            else { return nil }
            return known - asked
        }

        /// All players know of its end: how long that took since the last one asked.
        public var wholeWay: Duration? {
            guard players > 0, completed.count == players, let asked = enqueued.values.max(),
                let known = completed.values.max()
            else { return nil }
            return known - asked
        }
    }

    private let entries = Locked<[MatchID: Entry]>([:])

    public init() {}

    public var matches: [MatchID: Entry] { entries.withLock { $0 } }

    /// Matches whose result counts, as at least one of their players was told.
    public var completedCount: Int { entries.withLock { $0.values.count { !$0.completed.isEmpty } } }

    /// How long it took to find each match.
    public var timesToFind: Samples { Samples(entries.withLock { $0.values.compactMap(\.timeToFind) }) }

    /// From the last enqueue to everybody knowing of the end.
    public var wholeWays: Samples { Samples(entries.withLock { $0.values.compactMap(\.wholeWay) }) }

    func found(
        _ match: MatchID, mode: ModeName, players: Int, by player: PlayerID, enqueued: ContinuousClock.Instant,
        at time: ContinuousClock.Instant
    ) {
        change(match, mode: mode) { entry in
            entry.players = players
            entry.enqueued[player] = enqueued
            if entry.told[player] == nil { entry.told[player] = time }
        }
    }

    func played(_ match: MatchID, mode: ModeName, by player: PlayerID) {
        change(match, mode: mode) { $0.played.insert(player) }
    }

    func ended(_ match: MatchID, mode: ModeName, by player: PlayerID, abandoned: Bool, at time: ContinuousClock.Instant)
    {
        change(match, mode: mode) { entry in
            if abandoned { entry.abandoned = true } else { entry.completed[player] = time }
        }
    }

    private func change(_ match: MatchID, mode: ModeName, _ body: (inout Entry) -> Void) {
        entries.withLock { entries in body(&entries[match, default: Entry(mode: mode)]) }
    }
}
