import Contracts

/// What one mode's queue looks like, for those who ask any replica.
public struct ModeStatistics: Codable, Sendable, Hashable {
    public var mode: ModeName
    public var playersSearching: Int
    public var ticketsSearching: Int
    /// How long half of the tickets search at most; `nil` before the first was matched.
    public var waitSeconds: Double?
    /// `nil` from releases that know one number alone.
    public var waits: WaitFigures?

    public init(
        mode: ModeName, playersSearching: Int, ticketsSearching: Int = 0, waitSeconds: Double?,
        waits: WaitFigures? = nil
    ) {
        self.mode = mode
        self.playersSearching = playersSearching
        self.ticketsSearching = ticketsSearching
        self.waitSeconds = waitSeconds
        self.waits = waits
    }

    /// A ticket begins to search.
    mutating func enter(players: Int) {
        playersSearching += players
        ticketsSearching += 1
    }

    /// A ticket doesn't search any more.
    mutating func leave(players: Int) {
        playersSearching -= players
        ticketsSearching -= 1
    }
}
