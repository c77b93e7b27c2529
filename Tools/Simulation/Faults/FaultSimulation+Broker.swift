import Contracts
import MatchmakerCore

extension FaultSimulation {
    /// Publishes a command; on the way it may be lost, late, or doubled.
    mutating func send(_ envelope: Envelope, to shard: Shard, reliable: Bool = false) {
        if !isQuiet, !reliable, chance(0.03) { return }
        let late = !isQuiet && chance(0.05)
        agenda.add(.publish(shard, envelope), at: now + (late ? delay(10_000...3_000_000) : delay(100...2000)))
        if !isQuiet, chance(0.03) { agenda.add(.publish(shard, envelope), at: now + delay(100...3_000_000)) }
    }

    mutating func arrive(_ shard: Shard, _ envelope: Envelope) {
        queues[shard]?.ready.append(envelope)
        pump(shard)
    }

    /// Gives what is ready to whoever consumes; several do when a frozen one has not been noticed yet.
    mutating func pump(_ shard: Shard) {
        guard var queue = queues[shard], !queue.consumers.isEmpty, !queue.ready.isEmpty else { return }
        var batches: [ProcessID: [Delivery]] = [:]
        for envelope in queue.ready {
            let consumer = queue.consumers[Int.random(in: 0..<queue.consumers.count, using: &random)]
            batches[consumer, default: []].append(queue.deliver(envelope, to: consumer))
        }
        queue.ready = []
        queues[shard] = queue
        for (process, deliveries) in batches.sorted(by: { $0.key < $1.key }) {
            agenda.add(.hear(process, shard, .delivered(deliveries)), at: now + delay(100...2000))
        }
    }

    mutating func removeConsumers(of id: ProcessID) {
        for shard in queues.keys.sorted() where queues[shard]?.consumers.contains(id) == true {
            queues[shard]?.remove(id)
            agenda.add(.pump(shard), at: now + delay(100...2000))
        }
        // A process that was only frozen hears, once awake, that its consumers are gone.
        for shard in (processes[id]?.epochs ?? [:]).keys.sorted() { agenda.add(.hear(id, shard, .lost), at: now) }
    }

    /// A worker's answer to a delivery.
    mutating func answer(_ delivery: DeliveryID, _ shard: Shard, _ reply: CommandReply) {
        let early = ledger.answered[DeliveryKey(shard: shard, id: delivery)]
        guard let envelope = queues[shard]?.envelope(of: delivery) ?? early, let asker = envelope.asker else { return }
        if !isQuiet, chance(0.03) { return }
        let at = now + delay(100...2000)
        switch asker {
        case .player(let index): agenda.add(.playerHears(index, envelope.command.id, reply), at: at)
        case .peer(let index): agenda.add(.peerHears(index, envelope.command.id, reply), at: at)
        }
    }

    /// Publishes events and confirms them, or doesn't.
    mutating func relay(_ messages: [OutboxMessage], from id: ProcessID, _ shard: Shard) {
        let numbers = messages.map(\.sequence)
        if !isQuiet, chance(0.05) {
            if chance(0.5), let first = messages.first {
                agenda.add(.outboxArrives(first), at: now + delay(100...2000))
            }
            agenda.add(.hear(id, shard, .relayFailed(numbers)), at: now + delay(1000...50_000))
            return
        }
        for message in messages { agenda.add(.outboxArrives(message), at: now + delay(100...20_000)) }
        agenda.add(.hear(id, shard, .relayed(numbers)), at: now + delay(500...30_000))
    }

    /// Results hears an event, and closes a match that it has decided on.
    mutating func hearOutbox(_ message: OutboxMessage) {
        switch message.content {
        case .confirmed(let match): results.note(match)
        case .abandonment(let request):
            results.note(request.match)
            close(request.match.matchID, .abandoned)
        }
    }

    /// Results decides, unless it has; the queue is told until it can't have missed it.
    mutating func close(_ matchID: MatchID, _ wanted: PlayerState.Ending) {
        let (ending, isNews) = results.end(matchID, wanted)
        guard let shard = matchID.shard else { return }
        if isNews {
            note("results: \(matchID) \(ending)")
            if ending == .completed { ledger.completed.insert(matchID) } else { ledger.abandoned.insert(matchID) }
        }
        let command = CloseMatch(
            commandID: CommandID("close-\(matchID)"), matchID: matchID, ending: ending, matchData: nil)
        send(Envelope(command: .close(command)), to: shard, reliable: true)
    }
}
