import Contracts

extension Pairing {
    mutating func join(
        address: PeerAddress, region: String?, gateway: GatewayID?, using generator: inout some RandomNumberGenerator
    ) -> Step.Reply {
        let id = MatcherID(shard: shard, using: &generator)
        let known = gateway.map { PeerPresence.Known(lastSeen: now, gateway: $0) }
        enter(Matcher(id: id, address: address, region: region, enteredAt: now), known)
        step.matchers.insert(id)
        return .view(of: id)
    }

    /// Takes in a matcher without an opponent, and begins its own timer.
    mutating func enter(_ matcher: Matcher, _ known: PeerPresence.Known?) {
        let view = PeerView(
            matcherID: matcher.id, revision: max(now.milliseconds, (known?.revision ?? 0) + 1), kind: .alone)
        let member = Member(
            matcher: matcher, lastSeen: known?.lastSeen ?? now, gateway: known?.gateway,
            hasHosted: known?.hasHosted ?? false, view: view)
        members[matcher.id] = member
        dueTimes.add(.matcher(matcher.id), at: member.lastSeen + rules.silence)
        free(matcher.id)
    }

    mutating func leave(_ id: MatcherID) -> Step.Reply {
        guard members[id] != nil else { return .now(.unknown) }
        remove(id)
        return .now(.done)
    }

    mutating func checkIn(_ gateway: GatewayID, _ ids: [MatcherID]) -> Step.Reply {
        for id in ids {
            guard var member = members[id] else {
                step.gone.append((gateway, id))
                continue
            }
            // After a change of owner this is where it becomes known that an idle one listens.
            let listensNow = member.gateway == nil && member.pairID == nil
            member.lastSeen = now
            member.gateway = gateway
            members[id] = member
            step.askedViews.insert(id)
            if listensNow { free(id) }
        }
        return .none
    }

    /// It has called.
    mutating func touch(_ id: MatcherID) { members[id]?.lastSeen = now }

    /// Nobody is its opponent now: it may become somebody's.
    mutating func free(_ id: MatcherID) {
        guard let member = members[id] else { return }
        members[id]?.pairID = nil
        pools[member.matcher.region, default: RegionPool()].insert(id, isListening: member.gateway != nil)
        step.views.insert(id)
        unattended.append(id)
    }

    /// Nobody else may get it as an opponent.
    mutating func withdraw(_ id: MatcherID) {
        guard let region = members[id].map({ $0.matcher.region }) else { return }
        pools[region]?.remove(id)
        if pools[region]?.isEmpty == true { pools[region] = nil }
    }

    /// A matcher is no more; a partner who wasn't told to go is free.
    mutating func remove(_ id: MatcherID) {
        guard let member = members[id] else { return }
        if let pairID = member.pairID, let pair = pairs[pairID] {
            if pair.match == nil { dissolve(pair, forGood: false) } else { forget(pair) }
        }
        withdraw(id)
        members[id] = nil
        for other in member.matcher.badMatchIDs { members[other]?.matcher.forget(id) }
        step.matchers.insert(id)
    }

    /// What the time asks for.
    mutating func lookAtDue() -> Step.Reply {
        _ = isDue(at: now)
        let subjects = due.sorted()
        due = []
        for subject in subjects {
            guard let dueTime = dueTime(of: subject) else { continue }
            guard dueTime <= now else {
                dueTimes.add(subject, at: dueTime)
                continue
            }
            switch subject {
            case .matcher(let id): expel(id)
            case .pair(let id): end(id)
            }
        }
        return .none
    }

    /// `nil` when nothing will ever be due of it.
    func dueTime(of subject: Subject) -> Timestamp? {
        switch subject {
        case .matcher(let id): members[id].map { $0.lastSeen + rules.silence }
        case .pair(let id): pairs[id].flatMap(dueTime)
        }
    }

    /// Removes a matcher that did not ask for it.
    mutating func expel(_ id: MatcherID) {
        if let gateway = members[id]?.gateway { step.gone.append((gateway, id)) }
        remove(id)
    }
}
