import Contracts

/// All tickets that search, in whatever modes: who they are and whom they must not meet.
struct TicketTable: Sendable {
    struct Ticket: Sendable {
        /// Of its id.
        var hash: UInt32
        /// Where its players are.
        var players: UInt32
        var size: UInt8
        /// Bits of its players' ids, and of those whom it blocks: two tickets without a bit in common needn't be looked at.
        var own: UInt64 = 0
        var blocked: UInt64 = 0
        /// Most search in one mode only; the next memberships are elsewhere.
        var first = Membership()
    }

    /// That a ticket searches in a mode.
    struct Membership: Sendable {
        /// `none` of a ticket that is in no pool.
        var pool = TicketTable.none
        var row: UInt32 = 0
        var next = TicketTable.none
    }

    static let none = UInt32.max

    private var tickets: [Ticket] = []
    /// Apart, so that a look at a ticket counts no references.
    private var ids: [TicketID] = []
    private var free: [UInt32] = []
    private var numbers = NumberTable()
    /// Players by hashes of their ids, which differ for all practical purposes.
    private var players = Arena<UInt64>()
    private var blocks: [UInt32: Set<UInt64>] = [:]
    private var memberships: [Membership] = []
    private var freeMemberships: [UInt32] = []

    var count: Int { numbers.count }

    func number(of id: TicketID) -> UInt32? { number(of: id, Self.hash(of: id)) }

    private func number(of id: TicketID, _ hash: UInt32) -> UInt32? {
        numbers.number(hash) { ids[Int($0)] == id }
    }

    private static func hash(of id: TicketID) -> UInt32 { UInt32(truncatingIfNeeded: id.rawValue.quickHash) }

    subscript(ticket: UInt32) -> Ticket { tickets[Int(ticket)] }
    func id(of ticket: UInt32) -> TicketID { ids[Int(ticket)] }

    /// The ticket's number. Nobody has its id.
    mutating func add(_ entry: SearchEntry) -> UInt32 {
        let offset = players.allocate(entry.players.count, filler: 0)
        var ticket = Ticket(
            hash: Self.hash(of: entry.ticketID), players: offset, size: UInt8(entry.players.count))
        for index in entry.players.indices {
            let hash = entry.players[index].playerID.rawValue.quickHash
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
        numbers.insert(number, ticket.hash)
        if !entry.blocked.isEmpty { blocks[number] = Set(entry.blocked.map(\.rawValue.quickHash)) }
        return number
    }

    mutating func remove(_ number: UInt32) {
        let ticket = tickets[Int(number)]
        numbers.remove(number, ticket.hash)
        players.release(ticket.players, Int(ticket.size))
        if ticket.blocked != 0 { blocks[number] = nil }
        var next = ticket.first.next
        while next != Self.none {
            freeMemberships.append(next)
            next = memberships[Int(next)].next
        }
        ids[Int(number)] = ""
        free.append(number)
    }

    // MARK: Memberships

    mutating func join(_ number: UInt32, pool: UInt32, row: UInt32) {
        let before = tickets[Int(number)].first
        guard before.pool != Self.none else {
            tickets[Int(number)].first = Membership(pool: pool, row: row)
            return
        }
        let next: UInt32
        if let last = freeMemberships.popLast() {
            next = last
            memberships[Int(next)] = before
        } else {
            next = UInt32(memberships.count)
            memberships.append(before)
        }
        tickets[Int(number)].first = Membership(pool: pool, row: row, next: next)
    }

    /// That after another one; one without a pool after the last.
    func membership(_ next: UInt32) -> Membership { next == Self.none ? Membership() : memberships[Int(next)] }

    // MARK: Blocks

    /// Whether anybody has blocked anybody.
    var hasBlocks: Bool { !blocks.isEmpty }

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
