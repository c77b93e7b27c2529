import Contracts
import PairingCore
import Testing

/// A repeatable source of randomness: SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// A pairing with a clock, a seeded generator, and the rows that its actions leave in the database.
struct PairingBench {
    static let shard = Shard.all[3]
    static let start = Timestamp(milliseconds: 1_000_000)

    var pairing: Pairing
    var random: SeededGenerator
    var now = Self.start
    var matchers: [MatcherID: Matcher] = [:]
    var pairs: [PeerPairID: PeerPair] = [:]
    /// The last pair of each matcher.
    private var pairIDs: [MatcherID: PeerPairID] = [:]
    /// What gateways were told in the last step.
    var told: [(gateway: GatewayID, view: PeerView)] = []
    /// The actions of the last step.
    var actions: [PairingAction] = []

    init(seed: UInt64 = 1) {
        random = SeededGenerator(seed: seed)
        pairing = Pairing(shard: Self.shard, rules: PairingRules(), at: Self.start)
    }

    @discardableResult
    mutating func handle(_ event: PairingEvent) -> PairingAnswer? {
        actions = pairing.handle(event, at: now, using: &random)
        told = []
        var answers: [PairingAnswer] = []
        for action in actions {
            switch action {
            case .answer(let answer): answers.append(answer)
            case .saveMatcher(let matcher): matchers[matcher.id] = matcher
            case .removeMatcher(let id): matchers[id] = nil
            case .savePair(let pair):
                pairs[pair.id] = pair
                for side in [pair.first, pair.second] { pairIDs[side.matcherID] = pair.id }
            case .removePair(let id): pairs[id] = nil
            case .tell(let gateway, let view): told.append((gateway, view))
            }
        }
        #expect(answers.count <= 1)
        return answers.first
    }

    /// A new owner takes the shard over from what the database has.
    mutating func takeOver(presence: PeerPresence? = nil) {
        let image = PairingImage(matchers: Array(matchers.values), pairs: Array(pairs.values))
        pairing = Pairing(shard: Self.shard, rules: PairingRules(), image: image, presence: presence, at: now)
    }

    mutating func pass(_ duration: Duration) {
        now = now + duration
        handle(.timePassed)
    }

    /// Lets time pass second by second, each of these calling every five.
    mutating func pass(seconds: Int, alive: [MatcherID], at gateway: GatewayID = "alive") {
        for second in 1...seconds {
            if second % 5 == 0 { handle(.checkIn(gateway, alive)) }
            pass(.seconds(1))
        }
    }

    mutating func join(_ ip: String = "192.0.2.1", region: String? = nil, gateway: GatewayID? = nil) -> MatcherID {
        Self.view(handle(.join(address: PeerAddress(ip: ip, port: 46318), region: region, gateway: gateway))).matcherID
    }

    mutating func ask(_ id: MatcherID) -> PeerView { Self.view(handle(.ask(id))) }

    /// Reports a round trip to the present opponent.
    @discardableResult
    mutating func report(_ id: MatcherID, _ milliseconds: Double) -> PingVerdict? {
        guard let handle = ask(id).opponent?.handle else { return nil }
        return report(id, to: handle, milliseconds)
    }

    @discardableResult
    mutating func report(_ id: MatcherID, to handle: PeerHandle, _ milliseconds: Double) -> PingVerdict? {
        let answer = self.handle(.report(id, [PingResult(opponent: handle, milliseconds: milliseconds)]))
        if case .verdict(let verdict) = answer { return verdict }
        return nil
    }

    @discardableResult
    mutating func openPort(_ id: MatcherID, _ port: UInt16 = 46318, ip: String? = nil) -> PairingAnswer? {
        handle(.openPort(id, port: port, ip: ip))
    }

    /// What was told of a matcher in the last step.
    func news(of id: MatcherID) -> PeerView? { told.last { $0.view.matcherID == id }?.view }

    /// Whom a matcher is paired with, by the rows.
    func opponent(of id: MatcherID) -> MatcherID? {
        pair(of: id).map { $0.first.matcherID == id ? $0.second.matcherID : $0.first.matcherID }
    }

    /// The handle by which a matcher knows its present opponent, by the rows.
    func handle(of id: MatcherID) -> PeerHandle? {
        pair(of: id).map { $0.first.matcherID == id ? $0.first.handle : $0.second.handle }
    }

    private func pair(of id: MatcherID) -> PeerPair? { pairIDs[id].flatMap { pairs[$0] } }

    private static func view(_ answer: PairingAnswer?) -> PeerView {
        if case .view(let view) = answer { return view }
        return PeerView(matcherID: "none", revision: 0, kind: .gone)
    }
}
