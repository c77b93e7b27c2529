import Contracts
import MatchingCore
import MatchmakerCore

extension FaultSimulation {
    mutating func start(_ slot: Int) {
        guard slots[slot] == nil else { return }
        lastProcess += 1
        let id = ProcessID(number: lastProcess)
        slots[slot] = id
        processes[id] = SimulatedProcess(id: id, slot: slot)
        note("start \(id.number)")
        agenda.add(.heartbeat(id), at: now + delay(0...200_000))
    }

    mutating func kill(_ slot: Int) {
        guard let id = slots[slot] else { return }
        slots[slot] = nil
        processes[id] = nil
        note("kill \(id.number)")
        agenda.add(.connectionLost(id), at: now + delay(100...5000))
        agenda.add(.consumersGone(id), at: now + delay(100...5000))
        agenda.add(.start(slot: slot), at: now + delay(500_000...6_000_000))
    }

    mutating func freeze(_ slot: Int, _ duration: Duration) {
        guard let id = slots[slot], processes[id]?.frozenUntil == nil else { return }
        let until = now + duration
        processes[id]?.frozenUntil = until
        note("freeze \(id.number) for \(duration)")
        agenda.add(.thaw(id), at: until)
        if duration > .seconds(10) { agenda.add(.consumersGone(id), at: now + .seconds(10)) }
    }

    /// What happened meanwhile comes all at once, in order or not.
    mutating func thaw(_ id: ProcessID) throws(Violation) {
        guard var process = processes[id] else { return }
        process.frozenUntil = nil
        var missed = process.missed
        process.missed = []
        processes[id] = process
        note("thaw \(id.number)")
        if chance(0.5) {
            missed =
                missed.filter { if case .heartbeat = $0 { false } else { true } }
                + missed.filter { if case .heartbeat = $0 { true } else { false } }
        }
        for occurrence in missed { agenda.add(occurrence, at: now + delay(0...100)) }
    }

    /// Renews the lease, and sees to it that the shards are shared evenly.
    mutating func heartbeat(_ id: ProcessID) throws(Violation) {
        agenda.add(.heartbeat(id), at: now + .milliseconds(500))
        guard !databaseIsAway else { return }
        let time = now.timestamp
        store.alive[id] = time + .seconds(2)
        for (shard, epoch) in (processes[id]?.epochs ?? [:]).sorted(by: { $0.key < $1.key })
        where !(store.shards[shard]?.owner == id && store.shards[shard]?.epoch == epoch) {
            try tell(id, shard, .lost)
        }
        let alive = store.alive.filter { $0.value > time }.map(\.key).sorted()
        func worker(_ process: ProcessID) -> WorkerID { WorkerID("w\(1000 + process.number)") }
        let holdings = store.shards.sorted { $0.key < $1.key }.map {
            ShardAllotment.Holding(shard: $0.key, owner: $0.value.owner.map(worker))
        }
        let allotment = ShardAllotment(worker: worker(id), alive: alive.map(worker), holdings: holdings)
        for shard in allotment.release { try tell(id, shard, .stop) }
        for shard in allotment.claim {
            guard let epoch = store.claim(shard, by: id, now: time) else { continue }
            ledger.takeOvers += 1
            note("\(id.number) owns \(shard) in epoch \(epoch)")
            processes[id]?.epochs[shard] = epoch
            if processes[id]?.workers[shard] == nil {
                processes[id]?.workers[shard] = ShardWorker(
                    shard: shard, catalogue: FaultPlan.catalogue, random: SeededGenerator(seed: random.next()))
            }
            try tell(id, shard, .gained(epoch: epoch))
        }
    }

    mutating func timerFires(_ id: ProcessID, _ shard: Shard, armedFor at: Timestamp) throws(Violation) {
        guard ledger.timers[TimerKey(process: id, shard: shard)] == at else { return }
        ledger.timers[TimerKey(process: id, shard: shard)] = nil
        try tell(id, shard, .timer)
    }

    /// A worker hears something, and what it then wants is done.
    mutating func tell(_ id: ProcessID, _ shard: Shard, _ event: WorkerEvent) throws(Violation) {
        guard let actions = processes[id]?.workers[shard]?.handle(event, at: now.timestamp) else { return }
        for action in actions { try carryOut(action, for: id, shard) }
    }

    private mutating func carryOut(
        _ action: WorkerAction, for id: ProcessID, _ shard: Shard
    ) throws(Violation) {
        func key(_ transaction: TransactionID) -> TransactionKey {
            TransactionKey(process: id, shard: shard, id: transaction.number)
        }
        switch action {
        case .load(let transaction, let epoch): ask(key(transaction), .load(epoch: epoch))
        case .begin(let transaction, let admission):
            if plan.defect == .ackBeforeCommit { ackEverything(id, shard) }
            ask(key(transaction), .begin(admission))
        case .book(let transaction, let step): ask(key(transaction), .book(step))
        case .commit(let transaction, let writes): ask(key(transaction), .commit(writes))
        case .rollBack(let transaction): ask(key(transaction), .rollBack)
        case .reply(let delivery, let reply): answer(delivery, shard, reply)
        case .ack(let deliveries): for delivery in deliveries { queues[shard]?.ack(delivery) }
        case .expire(let deliveries): for delivery in deliveries { queues[shard]?.ack(delivery) }
        case .deadLetter(let delivery): queues[shard]?.ack(delivery)
        case .hosts: break  // no mode of the plan is played on hosts
        case .leaveParties(let players): try leaveParties(players)
        case .record: break  // nobody asks for it
        case .relay(let messages): relay(messages, from: id, shard)
        case .announce:
            if queues[shard]?.consumers.contains(id) == false { queues[shard]?.consumers.append(id) }
            agenda.add(.pump(shard), at: now + delay(100...2000))
        case .probe(let modes):
            guard !databaseIsAway else { return }
            let free = store.freeServers(now: now.timestamp)
            let answer = Dictionary(uniqueKeysWithValues: modes.map { ($0, free) })
            agenda.add(.hear(id, shard, .serversFree(answer)), at: now + delay(200...2000))
        case .setTimer(let at):
            ledger.timers[TimerKey(process: id, shard: shard)] = at
            if let at { agenda.add(.timer(id, shard, at: at), at: max(now, VirtualTime(at))) }
        case .gaveUp:
            processes[id]?.epochs[shard] = nil
            queues[shard]?.remove(id)
            agenda.add(.pump(shard), at: now + delay(100...2000))
            store.release(shard, by: id)
            note("\(id.number) gave up \(shard)")
        case .tellPeers(_, let views): pass(views)
        case .tell, .tellServers: break
        }
    }

    private mutating func ackEverything(_ id: ProcessID, _ shard: Shard) {
        for (delivery, out) in queues[shard]?.unacked ?? [:] where out.process == id {
            ledger.answered[DeliveryKey(shard: shard, id: delivery)] = out.envelope
            queues[shard]?.ack(delivery)
        }
    }
}

struct TimerKey: Hashable, Sendable {
    var process: ProcessID
    var shard: Shard
}

struct DeliveryKey: Hashable, Sendable {
    var shard: Shard
    var id: DeliveryID
}
