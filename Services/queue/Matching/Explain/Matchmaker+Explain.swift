import Contracts
import RuleSetsCore

extension Matchmaker {
    /// What keeps a ticket from the others of a mode at a time; `nil` when it doesn't search there. Looks at each ticket of the
    /// mode: for a person who asks, not for every step.
    public func explain(_ ticketID: TicketID, in mode: ModeName, at now: Timestamp) -> SearchExplanation? {
        guard let (number, row) = place(of: ticketID, in: mode) else { return nil }
        return pools[number].explain(row, at: max(self.now, now.milliseconds), tickets)
    }

    /// So many other tickets of a mode that are nearest to being matched with one; all when there are no more.
    public func nearest(_ limit: Int, to ticketID: TicketID, in mode: ModeName, at now: Timestamp) -> [TicketID] {
        guard let (number, row) = place(of: ticketID, in: mode) else { return [] }
        return pools[number].nearest(limit, to: row, at: max(self.now, now.milliseconds), tickets).map {
            tickets.id(of: pools[number].store[$0].ticket)
        }
    }

    private func place(of ticketID: TicketID, in mode: ModeName) -> (pool: Int, row: UInt32)? {
        guard let ticket = tickets.number(of: ticketID), let number = modes.firstIndex(of: mode) else { return nil }
        var membership = tickets[ticket].first
        while membership.pool != TicketTable.none {
            if membership.pool == UInt32(number) { return (number, membership.row) }
            membership = tickets.membership(membership.next)
        }
        return nil
    }

    /// What all searches have cost so far, in steps of about a tenth of a microsecond.
    var effort: Int { pools.reduce(0) { $0 + $1.effortSpent } }

    /// The attributes that rules of a mode look at.
    func attributesLookedAt(in mode: ModeName) -> [PlayerAttribute] {
        guard let number = modes.firstIndex(of: mode) else { return [] }
        let plan = pools[number].plan
        return plan.attributes.indices.filter { plan.isUsed[$0] }.map { plan.attributes[$0] }
    }
}
