import Contracts

extension Pairing {
    mutating func ask(_ id: MatcherID, using generator: inout some RandomNumberGenerator) -> Step.Reply {
        guard let member = members[id] else { return .now(.unknown) }
        touch(id)
        if let pairID = member.pairID {
            if pairs[pairID]?.match != nil, pairs[pairID]?.toldAt == nil {
                pairs[pairID]?.toldAt = now
                step.pairs.insert(pairID)
                dueTimes.add(.pair(pairID), at: now + rules.repeats)
            }
        } else {
            seek(for: id, asked: true, using: &generator)
        }
        return .view(of: id)
    }

    /// Gives a matcher an opponent if it has none. One that listens may have any; the others get one that listens, and any
    /// when they ask.
    mutating func seek(for id: MatcherID, asked: Bool, using generator: inout some RandomNumberGenerator) {
        guard let member = members[id], member.pairID == nil else { return }
        let amongListening = !asked && member.gateway == nil
        guard
            let opponent = pools[member.matcher.region]?.opponent(
                for: member.matcher, amongListening: amongListening, using: &generator)
        else { return }
        let pair = PeerPair(
            id: PeerPairID(shard: shard, using: &generator),
            first: .init(matcherID: id, handle: PeerHandle(shard: shard, using: &generator)),
            second: .init(matcherID: opponent, handle: PeerHandle(shard: shard, using: &generator)), madeAt: now)
        pairs[pair.id] = pair
        step.pairs.insert(pair.id)
        dueTimes.add(.pair(pair.id), at: now + rules.opening)
        for claimed in [id, opponent] {
            withdraw(claimed)
            members[claimed]?.pairID = pair.id
            step.views.insert(claimed)
        }
    }

    mutating func report(_ id: MatcherID, _ results: [PingResult]) -> Step.Reply {
        guard let member = members[id] else { return .now(.unknown) }
        touch(id)
        guard let pair = member.pairID.flatMap({ pairs[$0] }), pair.match == nil,
            let result = results.first(where: { $0.opponent == pair.side(of: id).handle })
        else { return .verdict(of: id, hosts: false) }
        guard (0...rules.longestPing).contains(result.milliseconds) else {
            dissolve(pair, forGood: true)
            return .verdict(of: id, hosts: false)
        }
        guard pair.host == nil else { return .verdict(of: id, hosts: pair.host == id) }
        let host = host(of: pair, reportedBy: id)
        pairs[pair.id]?.host = host
        step.pairs.insert(pair.id)
        step.views.formUnion(pair.present)
        return .verdict(of: id, hosts: host == id)
    }

    /// Whoever reports hosts, unless both listen, and the other was told to open its port before.
    private func host(of pair: PeerPair, reportedBy id: MatcherID) -> MatcherID {
        let opponent = pair.opponent(of: id)
        guard let reporter = members[id], let other = members[opponent], reporter.gateway != nil, other.gateway != nil,
            other.hasHosted, !reporter.hasHosted
        else { return id }
        return opponent
    }

    mutating func openPort(_ id: MatcherID, port: UInt16, ip: String?) -> Step.Reply {
        guard let member = members[id] else { return reopenPort(id, port: port, ip: ip) }
        touch(id)
        guard let pair = member.pairID.flatMap({ pairs[$0] }), pair.match == nil, pair.host == id else {
            return .now(.notHost)
        }
        pairs[pair.id]?.match = PeerAddress(ip: ip ?? member.matcher.address.ip, port: port)
        step.pairs.insert(pair.id)
        step.views.insert(pair.opponent(of: id))
        finishedHosts[id] = pair.id
        members[id]?.pairID = nil
        remove(id)
        return .now(.done)
    }

    /// The same again, or a correction while nobody was told.
    private mutating func reopenPort(_ id: MatcherID, port: UInt16, ip: String?) -> Step.Reply {
        guard let pair = finishedHosts[id].flatMap({ pairs[$0] }), let before = pair.match else {
            return .now(.unknown)
        }
        let match = PeerAddress(ip: ip ?? before.ip, port: port)
        if pair.toldAt == nil, match != before {
            pairs[pair.id]?.match = match
            step.pairs.insert(pair.id)
            step.views.insert(pair.opponent(of: id))
        }
        return .now(.done)
    }

    /// Both are free again; `forGood`: never to be offered to each other again.
    mutating func dissolve(_ pair: PeerPair, forGood: Bool) {
        forget(pair)
        for id in pair.present {
            if forGood {
                members[id]?.matcher.noteBad(pair.opponent(of: id))
                step.matchers.insert(id)
            }
            free(id)
        }
    }

    mutating func forget(_ pair: PeerPair) {
        pairs[pair.id] = nil
        step.pairs.insert(pair.id)
        if let host = pair.host { finishedHosts[host] = nil }
        for id in pair.present { members[id]?.pairID = nil }
    }

    /// A pair's time has run out.
    mutating func end(_ id: PeerPairID) {
        guard let pair = pairs[id] else { return }
        if pair.match == nil {
            dissolve(pair, forGood: true)
        } else {
            for guest in pair.present { expel(guest) }
        }
    }

    /// `nil` while the guest hasn't been told: its own silence ends the pair.
    func dueTime(of pair: PeerPair) -> Timestamp? {
        if pair.match == nil { return max(pair.madeAt + rules.opening, since + rules.grace) }
        return pair.toldAt.map { $0 + rules.repeats }
    }

    /// Takes in a pair that the database has.
    mutating func restore(_ pair: PeerPair) {
        let present = pair.present
        guard present.allSatisfy({ members[$0] != nil && members[$0]?.pairID == nil }) else { return }
        pairs[pair.id] = pair
        if pair.match != nil, let host = pair.host { finishedHosts[host] = pair.id }
        for id in present {
            withdraw(id)
            members[id]?.pairID = pair.id
        }
        if let dueTime = dueTime(of: pair) { dueTimes.add(.pair(pair.id), at: dueTime) }
    }
}
