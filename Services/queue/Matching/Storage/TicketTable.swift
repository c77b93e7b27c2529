import Contracts

/// All tickets that search, in whatever modes: who they are and whom they must not meet.
struct TicketTable: Sendable {
    struct Ticket: Sendable {
        var players: UInt32
        var size: UInt8
        /// Bits of its players' ids, and of those whom it blocks: two tickets without a bit in common needn't be looked at.
        var own: UInt64 = 0
        var blocked: UInt64 = 0
        /// First of its memberships; `none` when it has none.
        var memberships: UInt32 = TicketTable.none
    }

    /// That a ticket searches in a mode.
    struct Membership: Sendable {
        var pool: UInt32
        var row: UInt32
        var next: UInt32
    }

    static let none = UInt32.max

    private var tickets: [Ticket] = []
    /// Apart, so that a look at a ticket counts no references.
    private var ids: [TicketID] = []
    private var free: [UInt32] = []
    private var numbers = TicketNumbers()
    /// Players by hashes of their ids, which differ for all practical purposes.
    private var players = Arena<UInt64>()
    private var blocks: [UInt32: Set<UInt64>] = [:]
    private var memberships: [Membership] = []
    private var freeMemberships: [UInt32] = []

    var count: Int { numbers.count }

    func number(of id: TicketID) -> UInt32? { numbers.number(of: id, ids) }
    subscript(ticket: UInt32) -> Ticket { tickets[Int(ticket)] }
    func id(of ticket: UInt32) -> TicketID { ids[Int(ticket)] }

    /// The ticket's number, and that of the one that had its id before and is to be removed.
    mutating func add(_ entry: SearchEntry) -> (ticket: UInt32, before: UInt32?) {
        let offset = players.allocate(entry.players.count, filler: 0)
        var ticket = Ticket(players: offset, size: UInt8(entry.players.count))
        for (index, player) in entry.players.enumerated() {
            let hash = player.playerID.rawValue.quickHash
            players[Int(offset) + index] = hash
            ticket.own |= 1 << (hash & 63)
        }
        for player in entry.blocked { ticket.blocked |= 1 << (player.rawValue.quickHash & 63) }
        let number: UInt32
        if let last = free.popLast() {
            number = last
            tickets[Int(number)] = ticket
            ids[Int(number)] = entry.ticketID
        } else {
            number = UInt32(tickets.count)
            tickets.append(ticket)
            ids.append(entry.ticketID)
        }
        let before = numbers.insert(number, ids)
        if !entry.blocked.isEmpty { blocks[number] = Set(entry.blocked.map(\.rawValue.quickHash)) }
        return (number, before)
    }

    mutating func remove(_ number: UInt32) {
        let ticket = tickets[Int(number)]
        numbers.remove(number, ids)
        players.release(ticket.players, Int(ticket.size))
        if ticket.blocked != 0 { blocks[number] = nil }
        var membership = ticket.memberships
        while membership != Self.none {
            freeMemberships.append(membership)
            membership = memberships[Int(membership)].next
        }
        ids[Int(number)] = ""
        free.append(number)
    }

    mutating func join(_ number: UInt32, pool: UInt32, row: UInt32) {
        let membership = Membership(pool: pool, row: row, next: tickets[Int(number)].memberships)
        if let last = freeMemberships.popLast() {
            memberships[Int(last)] = membership
            tickets[Int(number)].memberships = last
        } else {
            memberships.append(membership)
            tickets[Int(number)].memberships = UInt32(memberships.count - 1)
        }
    }

    func membership(_ number: UInt32) -> Membership? {
        number == Self.none ? nil : memberships[Int(number)]
    }

    // MARK: Blocks

    /// Whether somebody of one ticket has blocked somebody of the other.
    func areBlocked(_ one: UInt32, _ other: UInt32) -> Bool {
        let left = tickets[Int(one)]
        let right = tickets[Int(other)]
        guard left.blocked & right.own | right.blocked & left.own != 0 else { return false }
        return blocks(one, right) || blocks(other, left)
    }

    private func blocks(_ number: UInt32, _ other: Ticket) -> Bool {
        guard tickets[Int(number)].blocked & other.own != 0, let blocked = blocks[number] else { return false }
        return (0..<Int(other.size)).contains { blocked.contains(players[Int(other.players) + $0]) }
    }
}
