import Contracts
import ModesCore

/// Who plays whom: the tickets of one shard that search, and the matches that they make.
///
/// A value without clocks, storage or chance of its own: what it does follows from the order of the calls and their times. It
/// knows nothing of ready checks and servers. A ticket leaves all its modes in the step in which one of them matches it.
public struct Matchmaker: Sendable {
    /// In the order of the pools.
    let modes: [ModeName]
    private(set) var pools: [ModePool]
    private(set) var tickets = TicketTable()
    /// Of the last call that said one, milliseconds since 1970.
    private(set) var now: Int64 = 0

    public init(modes: [Mode]) {
        let modes = modes.sorted { $0.name < $1.name }
        self.modes = modes.map(\.name)
        pools = modes.map { ModePool($0) }
    }

    /// Takes a ticket in, or changes what it searches for. A ticket without players is not taken in.
    public mutating func add(_ entry: SearchEntry, at now: Timestamp) {
        self.now = max(self.now, now.milliseconds)
        remove(entry.ticketID)
        guard !entry.players.isEmpty else { return }
        let ticket = tickets.add(entry)
        for mode in entry.modes {
            guard let number = modes.firstIndex(of: mode),
                let row = pools[number].add(entry, ticket: ticket, at: self.now)
            else { continue }
            tickets.join(ticket, pool: UInt32(number), row: row)
        }
    }

    /// No effect when it isn't there.
    public mutating func remove(_ ticketID: TicketID) {
        guard let ticket = tickets.number(of: ticketID) else { return }
        remove(ticket)
    }

    private mutating func remove(_ ticket: UInt32) {
        var membership = tickets[ticket].first
        while membership.pool != TicketTable.none {
            pools[Int(membership.pool)].remove(membership.row)
            membership = tickets.membership(membership.next)
        }
        tickets.remove(ticket)
    }

    /// The next moment at which time alone may make a match, by letting a rule widen; `nil` while only another ticket can.
    /// May lie in the past when a step ended before everything was looked at: go on at once.
    public var nextWake: Timestamp? {
        var next: Int64?
        for pool in pools.indices {
            if let wake = pools[pool].nextWake(now: now) { next = min(next ?? wake, wake) }
        }
        return next.map { Timestamp(milliseconds: $0) }
    }

    /// Lets time pass, and looks for the matches that this makes possible. True when there are some.
    public mutating func advance(to now: Timestamp) -> Bool {
        self.now = max(self.now, now.milliseconds)
        var isReady = false
        for pool in pools.indices where pools[pool].advance(to: self.now, tickets) { isReady = true }
        return isReady
    }

    /// The next match of a mode, whose tickets are taken out of all their modes; `nil` while there is none.
    public mutating func nextDraft(in mode: ModeName) -> Draft? {
        guard let number = modes.firstIndex(of: mode), let found = pools[number].next(at: now, tickets) else {
            return nil
        }
        var teams: [Draft.Team] = []
        teams.reserveCapacity(found.lineup.sideEnds.count)
        for (side, faction) in pools[number].plan.factions.enumerated() {
            let rows = found.lineup.rows[found.lineup.side(side)]
            teams.append(
                Draft.Team(faction: faction, tickets: rows.map { tickets.id(of: pools[number].store[$0].ticket) }))
        }
        let regions = found.regions.map { pools[number].store.regions[$0] }
        let draft = Draft(mode: mode, teams: teams, regions: regions)
        let members = found.lineup.rows.map { pools[number].store[$0].ticket }
        for member in members { remove(member) }
        return draft
    }

    /// Nothing can be matched of the tickets that are here: they needn't be looked at before time lets a rule widen.
    mutating func settle(at now: Timestamp) {
        self.now = max(self.now, now.milliseconds)
        for pool in pools.indices { pools[pool].settle(at: self.now, tickets) }
    }

    /// How many tickets search.
    public var count: Int { tickets.count }

    public func playersSearching(in mode: ModeName) -> Int { modes.firstIndex(of: mode).map { pools[$0].players } ?? 0 }
}
