import Contracts
import FoundationEssentials
import Logging
import MatchmakerCore
import Messaging
import Tracing

/// Carries out what one shard's worker decides.
///
/// What the worker hears is handled at once and without suspension; what takes time (transactions, the shard's queue,
/// publishing) is a job beside it.
actor ShardRunner {
    enum Job: Sendable {
        case load(TransactionID, epoch: Int64)
        case transact(TransactionID, Admission)
        case relay([OutboxMessage])
        case tellServers([PlayerID])
        case probe([ModeName])
        case hosts(HostErrands)
        case leaveParties([PlayerID])
        case consume(ShardSession)
        case release(epoch: Int64)
    }

    /// What a transaction under way does next.
    enum Step {
        case book(BookingStep)
        case commit(Writes)
    }

    private struct Open {
        var request: IncomingRequest
        var session: ShardSession
    }

    nonisolated let shard: Shard
    let environment: ShardEnvironment
    let store: ShardStore
    let ownership: OwnershipStore
    private let alarm: Alarm
    private let jobs: AsyncStream<Job>
    private let assign: AsyncStream<Job>.Continuation
    private var worker: ShardWorker
    private var open: [DeliveryID: Open] = [:]
    private var lastDelivery: UInt64 = 0
    private var session: ShardSession?
    private var steps: [TransactionID: Step] = [:]
    /// While the shard is this process's.
    private(set) var epoch: Int64?

    init(_ shard: Shard, _ environment: ShardEnvironment, ownership: OwnershipStore, alarm: Alarm) {
        self.shard = shard
        self.environment = environment
        self.ownership = ownership
        self.alarm = alarm
        store = ShardStore(pool: environment.pool, shard: shard, owner: ownership.worker)
        worker = ShardWorker(
            shard: shard, catalogue: environment.library.modes, pairingRules: environment.pairingRules,
            records: environment.recorder != nil, random: SystemRandomNumberGenerator())
        (jobs, assign) = AsyncStream.makeStream()
    }

    /// Does the jobs until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await job in jobs { group.addTask { await self.perform(job) } }
        }
    }

    /// The shard was claimed with this epoch.
    func gained(epoch: Int64) {
        self.epoch = epoch
        environment.metrics.takeOvers.increment()
        hear(.gained(epoch: epoch))
    }

    func hear(_ event: WorkerEvent) {
        for action in worker.handle(event, at: environment.clock.now) { carryOut(action) }
    }

    /// Tells the worker what became of a transaction's step, and gives back the next; `nil` when it is to be rolled back.
    func advance(_ id: TransactionID, _ event: WorkerEvent) -> Step? {
        hear(event)
        return steps.removeValue(forKey: id)
    }

    private func carryOut(_ action: WorkerAction) {
        switch action {
        case .load(let id, let epoch): assign.yield(.load(id, epoch: epoch))
        case .begin(let id, let admission): assign.yield(.transact(id, admission))
        case .book(let id, let step): steps[id] = .book(step)
        case .commit(let id, let writes): steps[id] = .commit(writes)
        case .rollBack(let id): steps[id] = nil
        case .reply(let id, let reply): answer(id, reply)
        case .ack: break  // a message is acknowledged with the last of its answers
        case .expire(let ids): for id in ids { expire(id) }
        case .deadLetter(let id): refuse(id)
        case .tell(let gateway, let views): tell(gateway, views)
        case .tellPeers(let gateway, let views):
            environment.gateways.post(PeerViews(shard: shard, views: views), to: gateway)
        case .tellServers(let users): assign.yield(.tellServers(users))
        case .hosts(let errands): assign.yield(.hosts(errands))
        case .leaveParties(let players): assign.yield(.leaveParties(players))
        case .record(let tickets): environment.recorder?.record(tickets)
        case .relay(let messages): assign.yield(.relay(messages))
        case .probe(let modes): assign.yield(.probe(modes))
        case .setTimer(let time): alarm.set(shard, time.map { environment.clock.instant(of: $0) })
        case .announce: begin()
        case .gaveUp: giveUp()
        }
    }

    // MARK: The shard's queue

    private func begin() {
        environment.logger.debug("shard taken over", metadata: ["shard": "\(shard)", "shard.epoch": "\(epoch ?? 0)"])
        environment.gateways.post(ShardTakenOver(shard: shard), to: nil)
        session?.end()
        let session = ShardSession(environment, shard)
        self.session = session
        assign.yield(.consume(session))
    }

    private func giveUp() {
        environment.logger.debug("shard given up", metadata: ["shard": "\(shard)", "shard.epoch": "\(epoch ?? 0)"])
        session?.end()
        session = nil
        open = [:]
        if let epoch { assign.yield(.release(epoch: epoch)) }
        epoch = nil
    }

    /// Takes what came from the queue; gives back how many of the requests will be answered later.
    func take(_ requests: [IncomingRequest], in session: ShardSession) -> Int {
        guard session === self.session else { return 0 }
        var deliveries: [Delivery] = []
        for request in requests {
            do {
                switch try IncomingCommand(request) {
                case .command(let command):
                    guard !request.hasExpired else {
                        request.fail(.deadline)
                        continue
                    }
                    lastDelivery += 1
                    let id = DeliveryID(lastDelivery)
                    open[id] = Open(request: request, session: session)
                    let left = ContinuousClock.now.duration(to: request.deadline)
                    deliveries.append(
                        Delivery(
                            id: id, command: command, deadline: environment.clock.now + left,
                            isRedelivered: request.deliveryCount > 0, trace: request.context?.traceContext))
                case .watch(let notice):
                    request.done()
                    hear(.watched(notice))
                case .checkIn(let notice):
                    request.done()
                    hear(.checkedIn(notice))
                case .unknown: request.fail(.unsupported(request.name))
                }
            } catch {
                environment.logger.warning(
                    "a command can't be read", metadata: ["rpc.name": "\(request.name)", "error": "\(error)"])
                request.fail(.unsupported("\(request.name), as it was written"))
            }
        }
        environment.metrics.commands.increment(by: deliveries.count)
        if !deliveries.isEmpty { hear(.delivered(deliveries)) }
        return deliveries.count
    }

    private func answer(_ id: DeliveryID, _ reply: CommandReply) {
        guard let open = open.removeValue(forKey: id) else { return }
        defer { open.session.answered() }
        do {
            switch reply {
            case .player(let view): try open.request.reply(Outcome<PlayerState>.success(present(view)))
            case .done: try open.request.reply(Outcome<Done>.success(Done()))
            case .peer(let answer): try answer.reply(to: open.request)
            case .explained(let report): try open.request.reply(Outcome<SearchReport>.success(report))
            case .refused(let refusal): try open.request.reply(Outcome<Done>.refused(refusal))
            case .moved: open.request.fail(.moved)
            }
        } catch {
            open.request.fail(.failed("the answer can't be written"))
        }
    }

    private func expire(_ id: DeliveryID) {
        guard let open = open.removeValue(forKey: id) else { return }
        open.request.fail(.deadline)
        open.session.answered()
    }

    /// The database refuses what this command writes, whatever is done.
    private func refuse(_ id: DeliveryID) {
        guard let open = open.removeValue(forKey: id) else { return }
        environment.logger.error("a command can't be carried out", metadata: ["rpc.name": "\(open.request.name)"])
        open.request.fail(.failed("fault in \(open.request.name)"))
        open.session.answered()
    }

    private func tell(_ gateway: GatewayID, _ views: [PlayerView]) {
        environment.gateways.post(PlayerStates(shard: shard, states: views.map(present)), to: gateway)
    }

    private func present(_ view: PlayerView) -> PlayerState {
        view.presented(at: environment.clock.now, cookie: environment.mint.cookie)
    }
}
