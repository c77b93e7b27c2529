import Contracts
import MatchingCore
import ModesCore
import Tracing
import WaitsCore

/// One shard's tickets, players and matches in memory, and everything that is decided about them.
///
/// A step is: `begin`, then `apply` for each admitted command, `runTimers`, then `bookingStep` and `apply(_:)` of its result
/// until there is none, then `takeWrites`. Its changes hold once those have been committed; if they can't be, the engine is
/// thrown away and made anew from what the database has.
struct ShardEngine: Sendable {
    let shard: Shard
    /// Whether tickets that leave the queue are noted.
    let records: Bool
    var catalogue: ModeCatalogue
    /// The modes whose tickets are here.
    var modes: [ModeName: Mode]

    var random: any RandomNumberGenerator & Sendable
    /// The time of the step, as the database tells it.
    var now: Timestamp
    var presence: Presence

    var tickets: [TicketID: Ticket] = [:]
    /// Those with a ticket or match, and those who were claimed or let go in this step.
    var players: [PlayerID: PlayerRecord] = [:]
    /// Of players in ``players``; missing ones are empty.
    var profiles: [PlayerID: PlayerProfile]
    var matches: [MatchID: LiveMatch] = [:]
    var matchmaker: Matchmaker
    /// Searching tickets that wait for a server, by mode.
    var held: [ModeName: AgeQueue] = [:]
    /// Searching tickets none of whose modes is there any more, and when they end.
    var stranded: [TicketID: Timestamp] = [:]
    /// Matches that wait for a server.
    var reserving: Set<MatchID> = []
    /// Matches with open places, by mode.
    var seeking: [ModeName: Set<MatchID>] = [:]
    /// Of modes in ``seeking``.
    var sweeps: [ModeName: RefillSweep] = [:]
    var statistics: [ModeName: ModeStatistics] = [:]
    /// How long tickets search. Soft: it is kept in memory alone.
    var waits: WaitBook
    /// When ``statistics`` may hear of waits again.
    var nextWaitFigures = Timestamp(milliseconds: 0)
    var deadlines = Deadlines()
    /// Those of the last moment. Soft.
    var explanations: [TicketID: SearchReport] = [:]
    var nextSequence: Int64
    /// Time has made matches possible that are still to be proposed.
    var widened = false

    /// Players whom this step only reads of.
    var strangers: [PlayerID: PlayerRecord] = [:]
    /// The profiles that this step has read.
    var news: [PlayerID: PlayerProfile] = [:]
    /// Claimed for this step.
    var claimed: Set<PlayerID> = []
    /// Matches that want a server in this step, in order.
    var wanted: [MatchID] = []
    /// What is to be done about streaming hosts after the step.
    var errands = HostErrands()
    var releases: [ServerRelease] = []
    var due: [DeadlineSubject] = []
    var changes = Changes()
    /// The trace of the command at hand; `nil` while none is.
    var cause: TraceContext?

    /// - Parameters:
    ///   - presence: what was known of who is there, if it was the same worker's.
    ///   - waits: what was known of waits, if it was the same worker's.
    ///   - grace: there was an outage: open ready checks get more time, and silence is excused.
    init(
        shard: Shard, catalogue: ModeCatalogue, image: ShardImage, presence: Presence?, waits: WaitBook? = nil,
        grace: Bool, now: Timestamp,
        records: Bool = false, random: any RandomNumberGenerator & Sendable
    ) {
        self.shard = shard
        self.records = records
        self.catalogue = catalogue
        let own = catalogue.modes(on: shard)
        modes = Dictionary(uniqueKeysWithValues: own.map { ($0.name, $0) })
        self.random = random
        self.now = now
        self.presence = presence ?? Presence(since: now)
        if grace { self.presence.excuse(until: now) }
        matchmaker = Matchmaker(modes: own)
        profiles = image.profiles
        self.waits = waits ?? WaitBook(at: now)
        self.waits.begin(own.map { ($0.name, $0.requestTimeout) }, at: now)
        nextSequence = max(now.milliseconds * 1000, (image.outbox.map(\.sequence).max() ?? 0) + 1)
        for mode in own {
            statistics[mode.name] = ModeStatistics(mode: mode.name, playersSearching: 0, waitSeconds: nil)
        }
        for row in image.statistics {
            statistics[row.mode]?.waitSeconds = row.waitSeconds
            statistics[row.mode]?.waits = row.waits
            if let seconds = row.waitSeconds { self.waits.begin(row.mode, from: seconds) }
        }
        for record in image.players { players[record.playerID] = record }
        for ticket in image.tickets.sorted(by: { ($0.enqueuedAt, $0.id) < ($1.enqueuedAt, $1.id) }) {
            tickets[ticket.id] = ticket
            if ticket.matchID == nil { enterPool(ticket) }
        }
        for match in image.matches.sorted(by: { $0.id < $1.id }) {
            matches[match.id] = match
            if case .reserving = match.stage { reserving.insert(match.id) }
            noteSeeking(match)
            if grace { giveGrace(match.id) }
            schedule(match.id)
        }
        for mode in own {
            seek(in: mode.name)
            propose(in: mode.name)
        }
    }

    /// Begins a step with what its transaction has found.
    mutating func begin(
        at now: Timestamp, rows: [PlayerID: PlayerRecord], claimed: Set<PlayerID>,
        profiles: [PlayerID: PlayerProfile]
    ) {
        self.now = max(self.now, now)
        self.claimed = claimed
        strangers = [:]
        for (playerID, record) in rows where players[playerID] == nil && !claimed.contains(playerID) {
            strangers[playerID] = record
        }
        for playerID in claimed {
            players[playerID] = rows[playerID] ?? PlayerRecord(unknown: playerID)
            self.profiles[playerID] = profiles[playerID]
        }
        news = profiles
    }

    /// What the step has changed, with the replies still missing.
    mutating func takeWrites() -> Writes {
        var writes = Writes()
        for id in changes.tickets.sorted() {
            if let ticket = tickets[id] { writes.tickets.append(ticket) } else { writes.removedTickets.append(id) }
        }
        for id in changes.matches.sorted() {
            if let match = matches[id] { writes.matches.append(match) } else { writes.removedMatches.append(id) }
        }
        for id in changes.players.sorted() {
            if let record = players[id] { writes.players.append(record) }
        }
        writes.releasedClaims = claimed.filter { !changes.players.contains($0) }.sorted()
        writes.outbox = changes.outbox
        writes.ratings = changes.ratings
        writes.serverCalls = changes.serverCalls.sorted()
        return writes
    }

    /// The step has been committed: forgets whom it doesn't hold any more, and says who is to be told of what.
    mutating func finish() -> Changes {
        let done = changes
        changes = Changes()
        for id in done.players.union(claimed) where players[id]?.isFree == true {
            players[id] = nil
            profiles[id] = nil
        }
        strangers = [:]
        news = [:]
        claimed = []
        return done
    }

    /// A claimed or held player; else one that this step has read of.
    func record(of playerID: PlayerID) -> PlayerRecord? { players[playerID] ?? strangers[playerID] }

    /// Whether something was changed that no transaction has been begun for.
    var hasChanges: Bool { !changes.isEmpty || !wanted.isEmpty || !releases.isEmpty }
}
