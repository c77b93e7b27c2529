import Contracts
import MatchmakerCore
import PairingCore

/// What must hold of peers: nobody is promised twice, what was found bad is never offered again, and nothing is said that
/// hasn't been committed.
extension FaultSimulation {
    /// After a commit: what must hold of what it wrote.
    mutating func check(_ writes: PeerWrites, before: ModelStore) throws(Violation) {
        guard writes != PeerWrites() else { return }
        for matcher in writes.matchers {
            guard !peerLedger.gone.contains(matcher.id) else { throw violation("\(matcher.id) has come back") }
            guard let port = matcher.address.port, before.matchers[matcher.id] == nil else { continue }
            if let other = peerLedger.matchers.updateValue(matcher.id, forKey: port) {
                throw violation("one joining made \(other) and \(matcher.id)")
            }
        }
        for id in writes.removedPairs {
            notePart(before.pairs[id])
            noteMeeting(before.pairs[id], writes, before: before)
        }
        for pair in writes.pairs { try check(pair, before: before.pairs[pair.id]) }
        peerLedger.gone.formUnion(writes.removedMatchers)
        try checkPairs()
    }

    /// A pair is over. If both stay, they were bad for each other, or took too long.
    private mutating func notePart(_ pair: PeerPair?) {
        guard let pair, pair.match == nil, pair.members.allSatisfy({ store.matchers[$0] != nil }) else { return }
        peerLedger.parted.insert(Set(pair.members))
    }

    /// The host may have opened its port, the guest have been told and have left, all in one transaction: then nothing is
    /// written of it but the end.
    private mutating func noteMeeting(_ pair: PeerPair?, _ writes: PeerWrites, before: ModelStore) {
        guard let pair, pair.match == nil, let host = pair.host, let port = before.matchers[host]?.address.port,
            pair.members.allSatisfy(writes.removedMatchers.contains)
        else { return }
        peerLedger.opened[port] = pair
    }

    private mutating func check(_ pair: PeerPair, before: PeerPair?) throws(Violation) {
        if let host = before?.host, pair.host != host { throw violation("\(pair.id) has another host than \(host)") }
        if before == nil {
            if peerLedger.parted.contains(Set(pair.members)) {
                throw violation("\(pair.members) were found bad and are a pair again, \(pair.id)")
            }
            for (side, other) in [(pair.first, pair.second), (pair.second, pair.first)] {
                peerLedger.handles[side.handle] = PeerLedger.Handle(
                    owner: side.matcherID, port: store.matchers[other.matcherID]?.address.port)
            }
        }
        guard let match = pair.match else { return }
        if let opened = before?.match, opened != match { throw violation("\(pair.id) was open at \(opened) before") }
        guard before?.match == nil, let port = match.port else { return }
        if let other = peerLedger.opened.updateValue(pair, forKey: port) {
            throw violation("port \(port) is open for \(pair.id) and \(other.id)")
        }
    }

    /// Nobody is in two pairs; who is in one is still in the queue, but for a host that has finished.
    private func checkPairs() throws(Violation) {
        var pairs: [MatcherID: PeerPairID] = [:]
        for pair in store.pairs.values.sorted(by: { $0.id < $1.id }) {
            guard pair.first.matcherID != pair.second.matcherID else {
                throw violation("\(pair.first.matcherID) is its own opponent")
            }
            for id in pair.members {
                if let other = pairs.updateValue(pair.id, forKey: id) {
                    throw violation("\(id) is in two pairs, \(pair.id) and \(other)")
                }
                let hasFinished = pair.match != nil && pair.host == id
                guard (store.matchers[id] == nil) == hasFinished else {
                    throw violation("\(id) is in pair \(pair.id), and \(hasFinished ? "still" : "not") in the queue")
                }
            }
            let regions = Set(pair.members.compactMap { store.matchers[$0]?.region })
            guard regions.count == 1 else { throw violation("\(pair.id) joins \(regions.sorted())") }
        }
    }

    /// Who is told that it has joined is in the queue, or was.
    func checkJoined(_ view: PeerView, port: UInt16) throws(Violation) {
        guard peerLedger.matchers[port] == view.matcherID else {
            throw violation("port \(port) was promised to be \(view.matcherID), which never was")
        }
    }

    /// A peer is told of others who have joined, and of nobody whom it has found bad. The pair itself may have come and gone
    /// within one transaction.
    func check(_ view: PeerView, of peer: SimulatedPeer) throws(Violation) {
        if let match = view.match, match.port.flatMap({ peerLedger.opened[$0] }) == nil {
            throw violation("\(view.matcherID) is sent to \(match), where nobody listens")
        }
        guard let opponent = view.opponent else { return }
        guard let port = opponent.address.port, let id = peerLedger.matchers[port], id.shard == peer.shard else {
            throw violation("\(view.matcherID) is told of \(opponent.address), who never was")
        }
        if let handle = peerLedger.handles[opponent.handle], handle.owner != view.matcherID || handle.port != port {
            throw violation("\(view.matcherID) is told of \(opponent.address) by somebody else's handle")
        }
        if peer.bad.contains(port) {
            throw violation("\(view.matcherID) has found \(port) bad, and is offered it again")
        }
    }

    /// One guest for each host, and the one that it was promised.
    mutating func checkGuest(_ id: MatcherID, sentTo match: PeerAddress) throws(Violation) {
        guard let port = match.port, let pair = peerLedger.opened[port], pair.members.contains(id), pair.host != id
        else {
            throw violation("\(id) is sent to \(match), who waits for somebody else")
        }
        if let other = peerLedger.guests.updateValue(id, forKey: port), other != id {
            throw violation("\(id) and \(other) are sent to \(match)")
        }
    }

    func describe(_ writes: PeerWrites) -> String {
        func text(_ pair: PeerPair) -> String {
            let state = pair.match != nil ? "open" : pair.host.map { "hosted by \($0)" } ?? "testing"
            return "\(pair.id) \(pair.members) \(state)"
        }
        return
            "x+\(writes.matchers.map(\.id)) x-\(writes.removedMatchers) w+\(writes.pairs.map(text)) w-\(writes.removedPairs)"
    }
}

extension PeerPair {
    /// Both, whether they are still in the queue or not.
    var members: [MatcherID] { [first.matcherID, second.matcherID] }
}
