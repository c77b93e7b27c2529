import Contracts

/// A match that could be proposed.
public struct Draft: Sendable, Hashable {
    public struct Team: Sendable, Hashable {
        /// The side's name; a number follows when there are several alike, as in `red_2`.
        public var faction: String
        public var tickets: [TicketID]
    }

    public var mode: ModeName
    /// In the order of the rule set.
    public var teams: [Team]
    /// Regions that all accept, the best for the worst-off first. Empty when nobody has measured any.
    public var regions: [String]
}
