import Collections
import Contracts

/// One shard's peers and pairs in memory, and everything that is decided about them.
///
/// Each event is answered by actions. Their rows belong into one transaction; if it can't be committed, the value is thrown
/// away and made anew from what the database has.
public struct Pairing: Sendable {
    /// One matcher, with what only memory knows of it.
    struct Member: Sendable {
        var matcher: Matcher
        var pairID: PeerPairID?
        var lastSeen: Timestamp
        /// Where it has an open socket.
        var gateway: GatewayID?
        /// It was told once to open its port, and its opponent left: clients of the text door can't be told to do otherwise
        /// afterwards.
        var hasHosted = false
        /// As it was last told, or would have been.
        var view: PeerView
    }

    enum Subject: Sendable, Hashable, Comparable {
        case matcher(MatcherID)
        case pair(PeerPairID)
    }

    public let shard: Shard
    public let rules: PairingRules
    /// When the rows were loaded, or the last outage ended: nobody could call before.
    var since: Timestamp
    var now: Timestamp

    var members: [MatcherID: Member] = [:]
    var pairs: [PeerPairID: PeerPair] = [:]
    /// Hosts who have left with their port open, while their guest is still here.
    var finishedHosts: [MatcherID: PeerPairID] = [:]
    var pools: [String?: RegionPool] = [:]
    var dueTimes = DueTimes<Timestamp, Subject>()
    /// Taken from ``dueTimes``, to be looked at by the next event.
    var due: Set<Subject> = []
    /// Without an opponent, and not yet looked after.
    var unattended: [MatcherID] = []

    var step = Step()

    /// - Parameters:
    ///   - image: what the database has of the shard.
    ///   - presence: what was known of who is there, if it was the same owner's; else everybody counts as seen just now.
    public init(
        shard: Shard, rules: PairingRules, image: PairingImage = PairingImage(), presence: PeerPresence? = nil,
        at now: Timestamp
    ) {
        self.shard = shard
        self.rules = rules
        since = now
        self.now = now
        for matcher in image.matchers.sorted(by: { $0.id < $1.id }) { enter(matcher, presence?.members[matcher.id]) }
        for pair in image.pairs.sorted(by: { $0.id < $1.id }) { restore(pair) }
        for id in members.keys { refreshView(of: id) }
        unattended = unattended.filter { members[$0]?.gateway != nil && members[$0]?.pairID == nil }
        step = Step()
    }

    /// The next moment at which ``isDue(at:)`` may be true; `nil` when nobody is here.
    public var nextDue: Timestamp? { due.isEmpty && unattended.isEmpty ? dueTimes.next : now }

    /// Whether ``PairingEvent/timePassed`` has something to do.
    public mutating func isDue(at time: Timestamp) -> Bool {
        now = max(now, time)
        for subject in dueTimes.take(until: now) {
            guard let dueTime = dueTime(of: subject) else { continue }
            if dueTime > now { dueTimes.add(subject, at: dueTime) } else { due.insert(subject) }
        }
        return !due.isEmpty || !unattended.isEmpty
    }

    /// After an outage: everybody counts as seen just now, and pairs get time.
    public mutating func giveGrace(at time: Timestamp) {
        now = max(now, time)
        since = now
        for id in members.keys { members[id]?.lastSeen = now }
    }

    /// How many matchers there are, and how many pairs.
    public var counts: (matchers: Int, pairs: Int) { (members.count, pairs.count) }

    /// Everything that the database should have, by id.
    public var image: PairingImage {
        PairingImage(
            matchers: members.values.map(\.matcher).sorted { $0.id < $1.id },
            pairs: pairs.values.sorted { $0.id < $1.id })
    }

    /// Decides about one event. All but `checkIn` may change rows.
    ///
    /// - Parameter generator: for ids, which are secrets, and for the choice of opponents.
    public mutating func handle(
        _ event: PairingEvent, at time: Timestamp, using generator: inout some RandomNumberGenerator
    ) -> [PairingAction] {
        now = max(now, time)
        let reply = decide(event, using: &generator)
        if case .checkIn = event { return conclude(reply) }
        var next = 0
        while next < unattended.count {
            seek(for: unattended[next], asked: false, using: &generator)
            next += 1
        }
        unattended = []
        return conclude(reply)
    }

    private mutating func decide(_ event: PairingEvent, using generator: inout some RandomNumberGenerator) -> Step.Reply
    {
        switch event {
        case .join(let address, let region, let gateway):
            join(address: address, region: region, gateway: gateway, using: &generator)
        case .ask(let id): ask(id, using: &generator)
        case .report(let id, let results): report(id, results)
        case .openPort(let id, let port, let ip): openPort(id, port: port, ip: ip)
        case .leave(let id): leave(id)
        case .checkIn(let gateway, let ids): checkIn(gateway, ids)
        case .timePassed: lookAtDue()
        }
    }
}

/// Everything that the database has of one shard's peers.
public struct PairingImage: Codable, Sendable, Hashable {
    public var matchers: [Matcher]
    public var pairs: [PeerPair]

    public init(matchers: [Matcher] = [], pairs: [PeerPair] = []) {
        self.matchers = matchers
        self.pairs = pairs
    }
}
