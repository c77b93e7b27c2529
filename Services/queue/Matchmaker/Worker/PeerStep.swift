import Contracts
import PairingCore

/// The peers of one transaction: rows that are to be written with it, and what is to be told when it has been committed.
struct PeerStep: Sendable {
    private var matchers: [MatcherID: Matcher?] = [:]
    private var pairs: [PeerPairID: PeerPair?] = [:]
    private var views: [GatewayID: [MatcherID: PeerView]] = [:]

    /// Adds what an event has led to, and gives back the answer to it.
    mutating func take(_ actions: [PairingAction]) -> PairingAnswer? {
        var answer: PairingAnswer?
        for action in actions {
            switch action {
            case .answer(let given): answer = given
            case .saveMatcher(let matcher): matchers.updateValue(matcher, forKey: matcher.id)
            case .removeMatcher(let id): matchers.updateValue(nil, forKey: id)
            case .savePair(let pair): pairs.updateValue(pair, forKey: pair.id)
            case .removePair(let id): pairs.updateValue(nil, forKey: id)
            case .tell(let gateway, let view): views[gateway, default: [:]][view.matcherID] = view
            }
        }
        return answer
    }

    var writes: PeerWrites {
        var writes = PeerWrites()
        for (id, matcher) in matchers.sorted(by: { $0.key < $1.key }) {
            if let matcher { writes.matchers.append(matcher) } else { writes.removedMatchers.append(id) }
        }
        for (id, pair) in pairs.sorted(by: { $0.key < $1.key }) {
            if let pair { writes.pairs.append(pair) } else { writes.removedPairs.append(id) }
        }
        return writes
    }

    /// One message a gateway.
    var messages: [(gateway: GatewayID, views: [PeerView])] {
        views.sorted { $0.key < $1.key }.map { gateway, views in
            (gateway, views.sorted { $0.key < $1.key }.map(\.value))
        }
    }
}

/// What a transaction leaves behind of peers, as rows. Lists are sorted by id.
public struct PeerWrites: Sendable, Hashable {
    public var matchers: [Matcher] = []
    public var removedMatchers: [MatcherID] = []
    public var pairs: [PeerPair] = []
    public var removedPairs: [PeerPairID] = []

    public init() {}
}
