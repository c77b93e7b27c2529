import Contracts

extension ShardWorker {
    /// Begins a transaction if there is anything to do.
    mutating func beginBatch(at now: Timestamp, _ actions: inout [WorkerAction]) {
        engine?.widen(by: now)
        guard let dueMatches = engine?.collectDue(by: now), let engine, let peersAreDue = pairing?.isDue(at: now) else {
            return
        }
        dropExpired(at: now, &actions)
        let deliveries = Array(inbox.prefix(singly > 0 ? 1 : Self.largestBatch))
        let sent = outbox.toMark(at: now, joining: !deliveries.isEmpty)
        let isNeeded =
            !deliveries.isEmpty || !sent.isEmpty || !freeServers.isEmpty || !hostNews.isEmpty || !engine.due.isEmpty
            || engine.widened
            || engine.hasChanges
            || peersAreDue || clocks.statisticsAreDue(engine.statistics, at: now)
        guard isNeeded else { return }
        inbox.removeFirst(deliveries.count)
        var ticketIDs: [CommandID: TicketID] = [:]
        let id = nextTransaction()
        let admission = admission(of: deliveries, signs: dueMatches, ticketIDs: &ticketIDs)
        phase = .admitting(
            Batch(
                id: id, startedAt: now, deliveries: deliveries, ticketIDs: ticketIDs, freeServers: freeServers,
                hostNews: hostNews, sent: sent))
        freeServers = [:]
        hostNews = HostNews()
        actions.append(.begin(id, admission))
    }

    /// After an outage: whoever has been told that nobody knows must not find a ticket minutes later.
    private mutating func dropExpired(at now: Timestamp, _ actions: inout [WorkerAction]) {
        let expired = inbox.filter { delivery in delivery.deadline.map { $0 <= now } ?? false }.map(\.id)
        guard !expired.isEmpty else { return }
        singly = max(0, singly - inbox.prefix(singly).count { expired.contains($0.id) })
        inbox.removeAll { expired.contains($0.id) }
        for id in expired { rejections[id] = nil }
        actions.append(.expire(expired))
    }

    private mutating func admission(
        of deliveries: [Delivery], signs: [MatchID], ticketIDs: inout [CommandID: TicketID]
    ) -> Admission {
        var claims: [PlayerID: TicketID] = [:]
        var reads: Set<PlayerID> = []
        var profiles: Set<PlayerID> = []
        for delivery in deliveries where ticketIDs[delivery.command.id] == nil {
            switch delivery.command {
            case .enqueue(let command):
                let ticketID = TicketID(shard: shard, using: &engine!.random)
                ticketIDs[command.commandID] = ticketID
                guard engine!.objection(to: command) == nil else { continue }
                for player in command.players where !holds(player.playerID) {
                    // The end of an earlier match may claim the player as well.
                    if claims[player.playerID] == nil { claims[player.playerID] = ticketID }
                    profiles.insert(player.playerID)
                }
            case .cancel(let command): if !holds(command.playerID) { reads.insert(command.playerID) }
            case .answer(let command): if !holds(command.playerID) { reads.insert(command.playerID) }
            case .renewCookie(let command): if !holds(command.playerID) { reads.insert(command.playerID) }
            case .explain(let command): if !holds(command.playerID) { reads.insert(command.playerID) }
            case .reread(let command): if holds(command.playerID) { profiles.insert(command.playerID) }
            case .close(let command):
                guard let match = engine!.matches[command.matchID], match.stage == .closing else { continue }
                for seat in match.seats where !holds(seat.playerID) && claims[seat.playerID] == nil {
                    claims[seat.playerID] = seat.ticketID
                }
            case .change, .openBackfill, .closeBackfill, .peer: break
            }
        }
        return Admission(
            epoch: epoch, commands: Set(deliveries.map(\.command).filter(\.isRemembered).map(\.id)).sorted(),
            claims: claims.sorted { $0.key < $1.key }.map { Admission.Claim(playerID: $0.key, ticketID: $0.value) },
            reads: reads.filter { claims[$0] == nil }.sorted(), profiles: profiles.sorted(), signs: signs)
    }

    private func holds(_ playerID: PlayerID) -> Bool { engine?.players[playerID] != nil }

    mutating func admitted(_ id: TransactionID, _ result: Admission.Result, _ actions: inout [WorkerAction]) {
        guard case .admitting(var batch) = phase, batch.id == id else { return }
        engine!.begin(at: result.now, rows: result.rows, claimed: result.claimed, profiles: result.profiles)
        for delivery in batch.deliveries where batch.replies[delivery.command.id] == nil {
            let commandID = delivery.command.id
            if let reply = result.known[commandID], delivery.isRedelivered || !reply.invitesRetry {
                batch.replies[commandID] = .now(reply)
                batch.known.insert(commandID)
            } else {
                engine!.cause = delivery.trace
                batch.replies[commandID] = apply(delivery.command, ticketID: batch.ticketIDs[commandID])
                engine!.cause = nil
            }
        }
        engine!.offer(batch.freeServers)
        engine!.take(batch.hostNews)
        engine!.runTimers(signs: result.signs)
        pair(.timePassed)
        bookOrCommit(batch, &actions)
    }

    private mutating func apply(_ command: Command, ticketID: TicketID?) -> StepReply {
        switch command {
        case .enqueue(let command): .now(engine!.enqueue(command, ticketID: ticketID!))
        case .cancel(let command): engine!.cancel(command)
        case .answer(let command): engine!.answer(command)
        case .change(let command): .now(engine!.change(command))
        case .close(let command): .now(engine!.close(command))
        case .openBackfill(let command): .now(engine!.open(command))
        case .closeBackfill(let command): .now(engine!.close(command))
        case .renewCookie(let command): .now(engine!.renewCookie(command))
        case .reread(let command): .now(engine!.reread(command))
        case .explain(let command): engine!.explain(command)
        case .peer(let command): .now(.peer(pair(command.event)!))
        }
    }

    mutating func booked(_ id: TransactionID, _ result: BookingResult, _ actions: inout [WorkerAction]) {
        guard case .booking(let batch, let step) = phase, batch.id == id else { return }
        engine!.apply(result, of: step)
        bookOrCommit(batch, &actions)
    }

    private mutating func bookOrCommit(_ batch: Batch, _ actions: inout [WorkerAction]) {
        if let step = engine!.bookingStep() {
            phase = .booking(batch, step)
            actions.append(.book(batch.id, step))
            return
        }
        var batch = batch
        var writes = engine!.takeWrites()
        writes.peers = peers.writes
        writes.sent = batch.sent
        writes.statistics = clocks.statisticsToWrite(engine!.statistics, at: engine!.now)
        let remembered = Set(batch.deliveries.map(\.command).filter(\.isRemembered).map(\.id))
        for commandID in remembered.sorted() where !batch.known.contains(commandID) {
            let reply = reply(to: commandID, in: batch)
            writes.answers.append(Writes.Answered(commandID: commandID, reply: reply))
        }
        batch.writes = writes
        if batch.deliveries.isEmpty, writes.isEmpty {
            actions.append(.rollBack(batch.id))
            conclude(batch, writes, at: engine!.now, &actions)
        } else {
            phase = .committing(batch)
            actions.append(.commit(batch.id, writes))
        }
    }

    private func reply(to commandID: CommandID, in batch: Batch) -> CommandReply {
        switch batch.replies[commandID]! {
        case .now(let reply): return reply
        case .atEnd(let playerID):
            guard let record = engine!.record(of: playerID) else { return .player(.unknown(playerID)) }
            return .player(record.present(at: engine!.now))
        }
    }

    mutating func committed(_ id: TransactionID, at now: Timestamp, _ actions: inout [WorkerAction]) {
        guard case .committing(let batch) = phase, batch.id == id, let writes = batch.writes else { return }
        conclude(batch, writes, at: now, &actions)
    }

    private mutating func conclude(
        _ batch: Batch, _ writes: Writes, at now: Timestamp, _ actions: inout [WorkerAction]
    ) {
        for delivery in batch.deliveries {
            actions.append(.reply(delivery.id, reply(to: delivery.command.id, in: batch)))
            rejections[delivery.id] = nil
        }
        let changes = engine!.finish()
        tell(changes.views, at: now, &actions)
        tellPeers(&actions)
        if !changes.serverUsers.isEmpty { actions.append(.tellServers(changes.serverUsers.sorted())) }
        let errands = engine!.takeErrands()
        if !errands.isEmpty { actions.append(.hosts(errands)) }
        if !changes.partyLeavers.isEmpty { actions.append(.leaveParties(changes.partyLeavers.sorted())) }
        if !changes.recorded.isEmpty { actions.append(.record(changes.recorded)) }
        if !writes.outbox.isEmpty { outbox.committed(writes.outbox) }
        for messages in outbox.toRelay(at: now) { actions.append(.relay(messages)) }
        if !batch.deliveries.isEmpty { actions.append(.ack(batch.deliveries.map(\.id))) }
        outbox.marked(batch.sent)
        clocks.written(writes.statistics, at: now)
        singly = max(0, singly - batch.deliveries.count)
        clocks.failures = 0
        if clocks.outageLasted(until: now) || now - batch.startedAt > Self.outage { clocks.graceIsDue = true }
        clocks.outageEnded()
        phase = .idle
    }
}
