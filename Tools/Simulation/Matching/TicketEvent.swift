import Contracts

/// Something that happens to a ticket in a simulation.
public struct TicketEvent: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case arrived
        /// In which match, by its place among those of the simulation.
        case matched(Int)
        case expired
        case cancelled
        /// Left out: somebody of it was still searching with another ticket.
        case overlapping
    }

    /// The ticket's place among those of the simulation.
    public var ticket: Int
    public var kind: Kind
    public var at: Timestamp
    /// Since it arrived.
    public var waited: Duration
}
