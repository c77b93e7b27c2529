import Contracts
import ModesCore
import RuleSetsCore

/// Fills the sides of one match from the eldest tickets: parties stay whole, the elder go first, and every side gets its
/// minimum and as many more as are there.
///
/// Tickets of one size differ only by age, so the search is over how many of each size a side takes; dead ends are
/// remembered. With tickets of one player it never backtracks.
struct Seating {
    private let sides: [RuleSet.Side]
    /// By size less one, the eldest first.
    private let tickets: [[AgeQueue.Entry]]
    private var used: [Int]
    private var seats: [(side: Int, ticketID: TicketID)] = []
    private var deadEnds: Set<[Int]> = []

    /// - Parameter tickets: by size less one, the eldest first; no more of each size than a match could hold are needed.
    init(sides: [RuleSet.Side], tickets: [[AgeQueue.Entry]]) {
        self.sides = sides
        self.tickets = tickets
        used = tickets.map { _ in 0 }
    }

    /// For each side its tickets; `nil` when these tickets make no match.
    mutating func solve() -> [[TicketID]]? {
        guard let first = sides.first, fill(side: 0, room: first.maxPlayers) else { return nil }
        var teams = sides.map { _ in [TicketID]() }
        for seat in seats { teams[seat.side].append(seat.ticketID) }
        return teams
    }

    private mutating func fill(side: Int, room: Int) -> Bool {
        let state = [side, room] + used
        if deadEnds.contains(state) { return false }
        for size in sizesByAge(room: room) {
            seats.append((side, tickets[size - 1][used[size - 1]].ticketID))
            used[size - 1] += 1
            if fill(side: side, room: room - size) { return true }
            used[size - 1] -= 1
            seats.removeLast()
        }
        if sides[side].maxPlayers - room >= sides[side].minPlayers {
            if side + 1 == sides.count { return true }
            if fill(side: side + 1, room: sides[side + 1].maxPlayers) { return true }
        }
        deadEnds.insert(state)
        return false
    }

    /// The sizes that fit, that of the eldest waiting ticket first.
    private func sizesByAge(room: Int) -> [Int] {
        guard room > 0 else { return [] }
        return (1...min(room, max(1, tickets.count)))
            .filter { $0 <= tickets.count && used[$0 - 1] < tickets[$0 - 1].count }
            .sorted { tickets[$0 - 1][used[$0 - 1]] < tickets[$1 - 1][used[$1 - 1]] }
    }
}
