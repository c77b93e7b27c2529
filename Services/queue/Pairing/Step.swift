import Contracts

extension Pairing {
    /// What one event has touched.
    struct Step: Sendable {
        /// When an answer can be given: some only when everything has settled.
        enum Reply {
            case none
            case now(PairingAnswer)
            case view(of: MatcherID)
            /// `hosts`: the caller was made host by the report, or was it already.
            case verdict(of: MatcherID, hosts: Bool)

            /// Whose view the answer carries.
            var caller: MatcherID? {
                switch self {
                case .view(let id), .verdict(let id, _): id
                case .none, .now: nil
                }
            }
        }

        var matchers: Set<MatcherID> = []
        var pairs: Set<PeerPairID> = []
        /// Whose view may be another.
        var views: Set<MatcherID> = []
        /// To be told of their view even if it is the same.
        var askedViews: Set<MatcherID> = []
        /// Nobody by this id is here, and this gateway thinks so.
        var gone: [(gateway: GatewayID, id: MatcherID)] = []
    }

    /// Turns what the event has touched into actions, sorted by id.
    mutating func conclude(_ reply: Step.Reply) -> [PairingAction] {
        var actions: [PairingAction] = []
        for id in step.matchers.sorted() {
            actions.append(members[id].map { .saveMatcher($0.matcher) } ?? .removeMatcher(id))
        }
        for id in step.pairs.sorted() { actions.append(pairs[id].map { .savePair($0) } ?? .removePair(id)) }
        for id in step.views.union(step.askedViews).sorted() {
            let isNew = refreshView(of: id)
            guard let member = members[id], let gateway = member.gateway, id != reply.caller else { continue }
            if isNew || step.askedViews.contains(id) { actions.append(.tell(gateway, member.view)) }
        }
        for (gateway, id) in step.gone {
            actions.append(.tell(gateway, PeerView(matcherID: id, revision: now.milliseconds, kind: .gone)))
        }
        if let answer = answer(reply) { actions.append(.answer(answer)) }
        step = Step()
        return actions
    }

    private func answer(_ reply: Step.Reply) -> PairingAnswer? {
        switch reply {
        case .none: return nil
        case .now(let answer): return answer
        case .view(let id): return members[id].map { .view($0.view) } ?? .unknown
        case .verdict(let id, let hosts):
            guard let view = members[id]?.view else { return .unknown }
            return .verdict(PingVerdict(hostFor: hosts ? view.opponent : nil, view: view))
        }
    }

    /// Brings a member's view up to date. True when it is another. Revisions are at least the time, so that they grow over a
    /// change of owner, too.
    @discardableResult
    mutating func refreshView(of id: MatcherID) -> Bool {
        guard let member = members[id] else { return false }
        var view = view(of: member)
        view.revision = member.view.revision
        guard view != member.view else { return false }
        view.revision = max(member.view.revision + 1, now.milliseconds)
        members[id]?.view = view
        if view.kind == .hosting { members[id]?.hasHosted = true }
        return true
    }

    private func view(of member: Member) -> PeerView {
        var view = PeerView(matcherID: member.matcher.id, revision: 0, kind: .alone)
        guard let pair = member.pairID.flatMap({ pairs[$0] }) else { return view }
        if let match = pair.match {
            view.kind = .starting
            view.match = match
            return view
        }
        guard let opponent = members[pair.opponent(of: view.matcherID)] else { return view }
        view.opponent = PeerOpponent(handle: pair.side(of: view.matcherID).handle, address: opponent.matcher.address)
        view.kind = pair.host.map { $0 == view.matcherID ? .hosting : .awaiting } ?? .testing
        return view
    }
}
