import Contracts
import MatchmakerCore

/// What the simulation remembers in order to judge.
struct Ledger: Sendable {
    var quietSince: VirtualTime?
    var takeOvers = 0
    var completed: Set<MatchID> = []
    var abandoned: Set<MatchID> = []
    /// Every ticket that was ever committed, with its age.
    var ages: [TicketID: Timestamp] = [:]
    /// Tickets whose cancelling was answered with success.
    var cancelled: Set<TicketID> = []
    /// Tickets of which a match server has said that somebody has left: they end without a reason.
    var left: Set<TicketID> = []
    /// Their players, until they hear of another ticket.
    var leavers: Set<PlayerID> = []
    /// Players who have joined running matches.
    var joined = 0
    /// The time that each worker has asked for.
    var timers: [TimerKey: Timestamp] = [:]
    /// Deliveries that were acknowledged too early, for a defect.
    var answered: [DeliveryKey: Envelope] = [:]
}
