import Contracts

/// What one mode's queue looks like, for those who ask any replica.
public struct ModeStatistics: Codable, Sendable, Hashable {
    public var mode: ModeName
    public var playersSearching: Int
    public var ticketsSearching: Int
    /// Moving average over the tickets matched last; `nil` before the first.
    public var waitSeconds: Double?

    public init(mode: ModeName, playersSearching: Int, ticketsSearching: Int = 0, waitSeconds: Double?) {
        self.mode = mode
        self.playersSearching = playersSearching
        self.ticketsSearching = ticketsSearching
        self.waitSeconds = waitSeconds
    }

    /// The weight of the newest wait.
    private static let weight = 0.1

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

    mutating func note(wait: Duration) {
        let seconds = Double(max(0, wait.milliseconds)) / 1000
        waitSeconds = waitSeconds.map { $0 + (seconds - $0) * Self.weight } ?? seconds
    }
}
