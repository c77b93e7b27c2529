import Contracts
import MatchmakerCore
import PairingCore

extension FaultSimulation {
    private static let gateway = GatewayID("g")

    /// A peer does what follows from how it stands.
    mutating func peerTurn(_ index: Int) {
        agenda.add(.peerTurn(index), at: now + delay(300_000...1_500_000))
        guard peers[index].absentUntil <= now else { return }
        checkIn(index)
        guard peers[index].pending == nil else { return }
        guard let id = peers[index].id else {
            if !isDraining, isQuiet ? !peers[index].metInQuiet || chance(0.5) : chance(0.7) { join(index) }
            return
        }
        // In quiet, too: those who are left may all have found each other bad.
        if isDraining || chance(isQuiet ? 0.01 : 0.03) {
            return ask(.leave(LeavePeers(commandID: peers[index].nextCommandID(), matcherID: id)), index)
        }
        if !isQuiet, chance(0.02) {
            peers[index].absentUntil = now + delay(5_000_000...90_000_000)
            return note("\(peers[index].name) is absent")
        }
        act(index, id)
    }

    private mutating func act(_ index: Int, _ id: MatcherID) {
        let view = peers[index].view
        switch (view?.kind, view?.opponent) {
        case (.testing?, let opponent?):
            peers[index].measured = opponent.address.port
            let isBad = chance(isQuiet ? 0.15 : 0.35)
            let milliseconds = isBad ? delayInMilliseconds(127...400) : delayInMilliseconds(1...126)
            let result = PingResult(opponent: opponent.handle, milliseconds: milliseconds)
            ask(
                .report(ReportPing(commandID: peers[index].nextCommandID(), matcherID: id, results: [result])), index)
        case (.hosting?, let opponent?) where peers[index].refuses != opponent.handle:
            if !isQuiet, chance(0.08) {
                peers[index].refuses = opponent.handle
                return
            }
            let command = OpenPeerPort(
                commandID: peers[index].nextCommandID(), matcherID: id, port: peers[index].port)
            ask(.open(command), index)
        default:
            // Who listens asks, too, so that the queue knows that it was told to go; and now and then in case news was lost.
            guard !peers[index].listens || view?.kind == .starting || chance(0.2) else { return }
            ask(.ask(AskForPeer(commandID: peers[index].nextCommandID(), matcherID: id)), index)
        }
    }

    private mutating func delayInMilliseconds(_ range: ClosedRange<Int64>) -> Double {
        Double(Int64.random(in: range, using: &random))
    }

    private mutating func join(_ index: Int) {
        peerLedger.lastPort += 1
        peers[index].beGone()
        peers[index].port = peerLedger.lastPort
        let command = JoinPeers(
            commandID: peers[index].nextCommandID(), address: PeerAddress(ip: "10.1.0.1", port: peers[index].port),
            region: peers[index].region, gateway: peers[index].listens ? Self.gateway : nil)
        ask(.join(command), index)
    }

    private mutating func ask(_ command: PeerCommand, _ index: Int) {
        let shard = peers[index].shard
        peers[index].pending = SimulatedPeer.Pending(command: command, shard: shard, attempts: 1)
        send(Envelope(command: .peer(command), asker: .peer(index)), to: shard)
        agenda.add(.peerGivesUpWaiting(index, command.id), at: now + .seconds(1))
    }

    /// No answer means unknown: the same command again, and at last a look at how it stands.
    mutating func peerGivesUpWaiting(_ index: Int, _ commandID: CommandID) {
        guard var pending = peers[index].pending, pending.command.id == commandID else { return }
        if pending.attempts == 4 {
            peers[index].pending = nil
            return
        }
        pending.attempts += 1
        peers[index].pending = pending
        send(Envelope(command: .peer(pending.command), asker: .peer(index)), to: pending.shard)
        agenda.add(.peerGivesUpWaiting(index, commandID), at: now + .seconds(1))
    }

    mutating func peerHears(_ index: Int, _ commandID: CommandID, _ reply: CommandReply) throws(Violation) {
        guard let pending = peers[index].pending, pending.command.id == commandID else { return }
        peers[index].pending = nil
        guard case .peer(let answer) = reply else { return }
        switch (pending.command, answer) {
        case (.join, .view(let view)):
            try checkJoined(view, port: peers[index].port)
            peers[index].id = view.matcherID
            try adopt(view, index)
        case (_, .view(let view)):
            try adopt(view, index)
            if peers[index].view?.kind == .starting, let match = peers[index].view?.match { try goTo(match, index) }
        case (.report(let report), .verdict(let verdict)):
            if report.results[0].milliseconds > 126, let port = peers[index].measured { peers[index].bad.insert(port) }
            try adopt(verdict.view, index)
        case (.open, .done): met(index)
        case (.open, .notHost): peers[index].refuses = peers[index].view?.opponent?.handle
        case (.leave, .done), (_, .unknown):
            note("\(peers[index].name) is out of the queue")
            peers[index].beGone()
        default: break
        }
    }

    /// The host listens, or the guest knows where to go.
    private mutating func met(_ index: Int) {
        note("\(peers[index].name) has met somebody")
        if isQuiet { peers[index].metInQuiet = true }
        peers[index].beGone()
    }

    private mutating func goTo(_ match: PeerAddress, _ index: Int) throws(Violation) {
        guard let id = peers[index].id else { return }
        try checkGuest(id, sentTo: match)
        met(index)
    }

    // MARK: The gateway, for those who listen

    /// The gateway tells the owner whose sockets are open, now and then.
    private mutating func checkIn(_ index: Int) {
        let peer = peers[index]
        guard peer.listens, let id = peer.id, let owner = store.shards[peer.shard]?.owner, isQuiet || !chance(0.1)
        else { return }
        let notice = CheckInPeers(gateway: Self.gateway, matchers: [id])
        agenda.add(.hear(owner, peer.shard, .checkedIn(notice)), at: now + delay(500...5000))
    }

    /// A worker tells the gateway how peers stand; soft, so some of it is lost.
    mutating func pass(_ views: [PeerView]) {
        for view in views where isQuiet || !chance(0.05) {
            agenda.add(.peerIsTold(view), at: now + delay(100...5000))
        }
    }

    mutating func peerIsTold(_ view: PeerView) throws(Violation) {
        guard let index = peers.firstIndex(where: { $0.id == view.matcherID }), peers[index].absentUntil <= now else {
            return
        }
        try adopt(view, index)
        if view.kind == .gone { peers[index].beGone() }
    }

    /// The newest word counts, whatever the order of arrival.
    private mutating func adopt(_ view: PeerView, _ index: Int) throws(Violation) {
        guard view.matcherID == peers[index].id, view.revision >= peers[index].view?.revision ?? .min else { return }
        try check(view, of: peers[index])
        if view != peers[index].view {
            let opponent = view.opponent.map { "\($0.address)" } ?? ""
            note("\(peers[index].name) \(peers[index].port) is \(view.kind) \(opponent)")
        }
        peers[index].view = view
    }
}
