import Contracts
import MatchingCore
import ModesCore

/// A matchmaker whose pool stands at a size: it is filled until so many tickets are open that can't be matched, all their
/// searches done; then tickets go on coming.
struct StandingPool {
    private(set) var matchmaker: Matchmaker
    private let mode: Mode
    private var crowd: BenchCrowd
    private let hasParties: Bool
    /// Between two arrivals.
    private let pause: Duration
    private(set) var now = Timestamp(milliseconds: 1_700_000_000_000)
    private var microseconds: Int64 = 0
    private(set) var matches = 0
    private(set) var matched = 0

    init(_ mode: Mode, crowd: BenchCrowd, hasParties: Bool, arrivalsPerSecond: Int) {
        self.mode = mode
        self.crowd = crowd
        self.hasParties = hasParties
        pause = .microseconds(1_000_000 / arrivalsPerSecond)
        matchmaker = Matchmaker(modes: [mode])
    }

    mutating func entry() -> SearchEntry {
        crowd.entry(mode: mode.name, size: hasParties ? crowd.partySize() : 1, at: now)
    }

    /// What a shard does when a ticket comes: looks whether time has made something possible, takes the ticket, proposes all
    /// matches there are.
    mutating func step(_ entry: SearchEntry) {
        if let wake = matchmaker.nextWake, wake <= now, matchmaker.advance(to: now) { draw() }
        matchmaker.add(entry, at: now)
        draw()
    }

    private mutating func draw() {
        while let draft = matchmaker.nextDraft(in: mode.name) {
            matches += 1
            for team in draft.teams { matched += team.tickets.count }
        }
    }

    mutating func cancel(_ id: TicketID) { matchmaker.remove(id) }

    mutating func tick() {
        microseconds += pause.components.attoseconds / 1_000_000_000_000
        now = Timestamp(milliseconds: 1_700_000_000_000 + microseconds / 1000)
    }
}
