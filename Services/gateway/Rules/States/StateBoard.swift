import Contracts

/// The states of the players who are on this gateway: who they are, what they were told last, and what they must be told.
///
/// The revision decides, whatever the order of arrival: nothing depends on a message having come.
public struct StateBoard: Sendable {
    public typealias Instant = ContinuousClock.Instant

    private struct Entry {
        var latest: PlayerState?
        var receivedAt: Instant
        /// Open polls, streams and sockets.
        var subscribers = 0
        /// The last request, when nothing is open.
        var lastSign: Instant
    }

    private var entries: [PlayerID: Entry] = [:]

    public init() {}

    /// Those who are to be watched: with something open, or a request within `interval`.
    public func present(at now: Instant, within interval: Duration) -> [PlayerID] {
        entries.filter { $0.value.subscribers > 0 || now - $0.value.lastSign <= interval }.keys.sorted()
    }

    /// A request of the player. True when they weren't here before.
    public mutating func sign(of player: PlayerID, at now: Instant) -> Bool {
        let isNew = entries[player] == nil
        entries[player, default: Entry(receivedAt: now, lastSign: now)].lastSign = now
        return isNew
    }

    /// A poll, stream or socket opens. True when it is the player's first.
    public mutating func open(_ player: PlayerID, at now: Instant) -> Bool {
        _ = sign(of: player, at: now)
        entries[player]?.subscribers += 1
        return entries[player]?.subscribers == 1
    }

    public mutating func close(_ player: PlayerID, at now: Instant) {
        entries[player]?.subscribers -= 1
        entries[player]?.lastSign = now
    }

    /// A state has come. True when it is news.
    public mutating func update(_ state: PlayerState, at now: Instant) -> Bool {
        guard let entry = entries[state.playerID] else { return false }
        if let latest = entry.latest, latest.revision >= state.revision { return false }
        entries[state.playerID]?.latest = state
        entries[state.playerID]?.receivedAt = now
        return true
    }

    /// What is known of a player, and how old it is.
    public func latest(of player: PlayerID, at now: Instant) -> (state: PlayerState, age: Duration)? {
        guard let entry = entries[player], let state = entry.latest else { return nil }
        return (state, now - entry.receivedAt)
    }

    /// Forgets those who have nothing open and gave no sign for `interval`.
    public mutating func sweep(at now: Instant, after interval: Duration) {
        entries = entries.filter { $0.value.subscribers > 0 || now - $0.value.lastSign <= interval }
    }

    public var count: Int { entries.count }
}
