import Contracts

extension ShardWorker {
    /// One message a gateway, players in order of their ids.
    func tell(_ views: [PlayerID: PlayerView], at now: Timestamp, _ actions: inout [WorkerAction]) {
        guard let engine, !views.isEmpty else { return }
        var messages: [GatewayID: [PlayerView]] = [:]
        for (playerID, view) in views.sorted(by: { $0.key < $1.key }) {
            for gateway in engine.presence.gateways(of: playerID, at: now) {
                messages[gateway, default: []].append(view)
            }
        }
        for (gateway, views) in messages.sorted(by: { $0.key < $1.key }) { actions.append(.tell(gateway, views)) }
    }

    /// Notes who is there, and answers a gateway's first word of a player with the present state. Only done between
    /// transactions: what is told has been committed.
    mutating func answerWatches(at now: Timestamp, _ actions: inout [WorkerAction]) {
        guard !notices.isEmpty else { return }
        var views: [GatewayID: [PlayerView]] = [:]
        for notice in notices {
            for playerID in notice.players where engine!.presence.watch(playerID, by: notice.gateway, at: now) {
                if let record = engine!.players[playerID] { views[notice.gateway, default: []].append(record.view) }
            }
        }
        notices = []
        for (gateway, views) in views.sorted(by: { $0.key < $1.key }) { actions.append(.tell(gateway, views)) }
        if clocks.presenceIsToBeSwept(at: now) { engine!.presence.forget(at: now) }
    }

    /// A timer that comes much too late: the process stood still, and nobody could reach it.
    mutating func noteLateTimer(at now: Timestamp) {
        guard case .idle = phase, let timer = clocks.timer, now - timer > Self.outage else { return }
        clocks.graceIsDue = true
    }

    /// Nothing was decided while nobody could be heard; those who were waited for get time to answer.
    mutating func linkUp(at now: Timestamp) {
        guard let since = clocks.linkDownSince else { return }
        clocks.linkDownSince = nil
        if now - since > Self.outage { clocks.graceIsDue = true }
    }

    mutating func setTimer(at now: Timestamp, _ actions: inout [WorkerAction]) {
        var next: Timestamp?
        switch phase {
        case .waiting(let until): next = until
        case .idle:
            guard let engine, clocks.linkDownSince == nil else { break }
            if !engine.modesShortOfServers.isEmpty, let modes = clocks.probe(engine.modesShortOfServers, at: now) {
                actions.append(.probe(modes))
            }
            for messages in outbox.toRelay(at: now) { actions.append(.relay(messages)) }
            let times = [
                engine.nextDue, pairing?.nextDue, outbox.nextDue,
                engine.modesShortOfServers.isEmpty ? nil : clocks.nextProbe,
                clocks.nextStatistics(engine.statistics),
            ]
            next = times.compactMap { $0 }.min()
        case .foreign, .loading, .admitting, .booking, .committing: return
        }
        guard next != clocks.timer else { return }
        clocks.timer = next
        actions.append(.setTimer(next))
    }
}
