import Contracts
import ModesCore
import PairingCore

/// The order of one shard's steps: what is done before what, whatever fails.
///
/// ```
/// foreign ── gained ──▶ loading ── loaded ──▶ idle ── begin ──▶ admitting ─▶ booking* ─▶ committing ──▶ idle
///    ▲                     ▲                                        │           │            │
///    └── lost, fenced ─────┴───────────── failed or unknown ────────┴───────────┴────────────┘
/// ```
///
/// Everything waits for the commit: replies, player messages, events, acks. After a failure memory is dropped, the shard read
/// anew and the same commands applied again, one by one, so that one that can't be carried out doesn't take others along.
public struct ShardWorker: Sendable {
    enum Phase: Sendable {
        case foreign
        case loading(TransactionID)
        /// The database is away; try again at this time.
        case waiting(until: Timestamp)
        case idle
        case admitting(Batch)
        case booking(Batch, BookingStep)
        case committing(Batch)
    }

    /// The most commands in one transaction.
    static let largestBatch = 256
    /// A longer silence of database or process counts as an outage.
    static let outage = Duration.seconds(1)

    public let shard: Shard
    var catalogue: ModeCatalogue
    /// The engine still has other modes.
    var modesAreNews = false
    let pairingRules: PairingRules
    let records: Bool
    var random: any RandomNumberGenerator & Sendable

    var phase = Phase.foreign
    var epoch: Int64 = 0
    var engine: ShardEngine?
    /// There whenever the engine is.
    var pairing: Pairing?
    /// What the transaction under way has done to peers.
    var peers = PeerStep()
    var isStopping = false
    /// Commands that wait for a transaction.
    var inbox: [Delivery] = []
    /// So many commands at the head of the inbox go one by one.
    var singly = 0
    var rejections: [DeliveryID: Int] = [:]
    var notices: [WatchPlayers] = []
    var checkIns: [CheckInPeers] = []
    var freeServers: [ModeName: Int] = [:]
    var hostNews = HostNews()
    var outbox = OutboxProgress()
    var clocks = WorkerClocks()
    private var lastTransaction: UInt64 = 0

    /// - Parameter records: tickets that leave the queue come out as `record`.
    public init(
        shard: Shard, catalogue: ModeCatalogue, pairingRules: PairingRules = PairingRules(), records: Bool = false,
        random: any RandomNumberGenerator & Sendable
    ) {
        self.shard = shard
        self.catalogue = catalogue
        self.pairingRules = pairingRules
        self.records = records
        self.random = random
    }

    /// Takes in what has happened. `now` is the database's time as well as the worker can tell.
    public mutating func handle(_ event: WorkerEvent, at now: Timestamp) -> [WorkerAction] {
        var actions: [WorkerAction] = []
        noteLateTimer(at: now)
        switch event {
        case .gained(let epoch): gained(epoch, &actions)
        case .lost: if case .foreign = phase {} else { giveUp(&actions) }
        case .stop: isStopping = true
        case .loaded(let id, let image, let time): loaded(id, image, at: time, &actions)
        case .loadFailed(let id):
            if case .loading(id) = phase { waitForDatabase(at: now) }
        case .delivered(let deliveries): inbox += deliveries
        case .admitted(let id, let result): admitted(id, result, &actions)
        case .fenced(let id): if currentTransaction == id { giveUp(&actions) }
        case .booked(let id, let result): booked(id, result, &actions)
        case .committed(let id): committed(id, at: now, &actions)
        case .failed(let id, let failure): failed(id, failure, at: now, &actions)
        case .watched(let notice): notices.append(notice)
        case .checkedIn(let notice): checkIns.append(notice)
        case .serversFree(let free):
            for (mode, count) in free where count > 0 { freeServers[mode] = max(freeServers[mode] ?? 0, count) }
        case .hostNews(let news): hostNews.add(news)
        case .relayed(let numbers): outbox.confirmed(numbers, at: now)
        case .relayFailed(let numbers): outbox.failed(numbers, at: now)
        case .modesChanged(let new): (catalogue, modesAreNews) = (new, engine != nil)
        case .linkDown: clocks.linkDownSince = clocks.linkDownSince ?? now
        case .linkUp: linkUp(at: now)
        case .timer: clocks.timer = nil
        }
        goOn(at: now, &actions)
        return actions
    }

    mutating func nextTransaction() -> TransactionID {
        lastTransaction += 1
        return TransactionID(lastTransaction)
    }

    /// The transaction or loading that is under way.
    var currentTransaction: TransactionID? {
        switch phase {
        case .foreign, .waiting, .idle: nil
        case .loading(let id): id
        case .admitting(let batch), .committing(let batch): batch.id
        case .booking(let batch, _): batch.id
        }
    }

    /// Does whatever can be done when nothing is under way.
    private mutating func goOn(at now: Timestamp, _ actions: inout [WorkerAction]) {
        if case .foreign = phase {
            inbox = []
            notices = []
            checkIns = []
            hostNews = HostNews()
            return
        }
        if isStopping {
            switch phase {
            case .idle, .waiting: giveUp(&actions)
            default: break
            }
            return
        }
        if case .waiting(let until) = phase, until <= now { load(&actions) }
        if case .idle = phase, clocks.linkDownSince == nil {
            if clocks.graceIsDue {
                engine?.giveGraceToAll(at: now)
                pairing?.giveGrace(at: now)
            }
            clocks.graceIsDue = false
            if modesAreNews { engine?.adopt(catalogue, at: now) }
            modesAreNews = false
            answerWatches(at: now, &actions)
            answerCheckIns(at: now, &actions)
            beginBatch(at: now, &actions)
        }
        setTimer(at: now, &actions)
    }

    // MARK: Ownership and loading

    private mutating func gained(_ epoch: Int64, _ actions: inout [WorkerAction]) {
        let random = engine?.random ?? random
        let last = lastTransaction
        self = ShardWorker(
            shard: shard, catalogue: catalogue, pairingRules: pairingRules, records: records, random: random)
        lastTransaction = last
        self.epoch = epoch
        clocks.takenOver = true
        load(&actions)
    }

    private mutating func load(_ actions: inout [WorkerAction]) {
        let id = nextTransaction()
        phase = .loading(id)
        actions.append(.load(id, epoch: epoch))
    }

    private mutating func loaded(
        _ id: TransactionID, _ image: ShardImage, at now: Timestamp, _ actions: inout [WorkerAction]
    ) {
        guard case .loading(id) = phase else { return }
        let takenOver = clocks.takenOver
        let grace = takenOver || clocks.outageLasted(until: now)
        engine = ShardEngine(
            shard: shard, catalogue: catalogue, image: image, presence: clocks.presence, waits: clocks.waits,
            grace: grace, now: now, records: records, random: random)
        pairing = Pairing(
            shard: shard, rules: pairingRules, image: image.peers, presence: clocks.peerPresence, at: now)
        (clocks.presence, clocks.peerPresence, clocks.waits) = (nil, nil, nil)
        clocks.takenOver = false
        modesAreNews = false
        phase = .idle
        outbox.loaded(image.outbox)
        if takenOver, !isStopping { actions.append(.announce) }
    }

    private mutating func giveUp(_ actions: inout [WorkerAction]) {
        if let id = currentTransaction { actions.append(.rollBack(id)) }
        dropMemory()
        phase = .foreign
        clocks.timer = nil
        actions.append(.setTimer(nil))
        actions.append(.gaveUp)
    }

    private mutating func dropMemory() {
        guard let engine else { return }
        random = engine.random
        clocks.presence = engine.presence
        clocks.waits = engine.waits
        clocks.peerPresence = pairing?.presence
        self.engine = nil
        pairing = nil
        peers = PeerStep()
    }

    private mutating func waitForDatabase(at now: Timestamp) {
        clocks.failures += 1
        phase = .waiting(until: now + clocks.pause)
    }

    private mutating func failed(
        _ id: TransactionID, _ failure: TransactionFailure, at now: Timestamp, _ actions: inout [WorkerAction]
    ) {
        guard currentTransaction == id else { return }
        guard let batch else { return waitForDatabase(at: now) }
        dropMemory()
        clocks.outageBegan(at: batch.startedAt)
        outbox.unmark(batch.sent)
        inbox = batch.deliveries + inbox
        singly = max(singly, batch.deliveries.count)
        if failure == .rejected, batch.deliveries.count == 1 {
            let delivery = batch.deliveries[0]
            rejections[delivery.id, default: 0] += 1
            if rejections[delivery.id] == 2 {
                rejections[delivery.id] = nil
                inbox.removeFirst()
                singly = max(0, singly - 1)
                actions.append(.deadLetter(delivery.id))
            }
        }
        if clocks.failures == 0 {
            clocks.failures = 1
            load(&actions)
        } else {
            waitForDatabase(at: now)
        }
    }

    private var batch: Batch? {
        switch phase {
        case .admitting(let batch), .committing(let batch): batch
        case .booking(let batch, _): batch
        default: nil
        }
    }
}
