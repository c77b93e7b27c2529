import Contracts
import MatchingCore
import MatchmakerCore

/// Plays the queue's core under faults: several worker processes over a model of the database and of the broker, players,
/// match servers and peers, all from one seed. What must never be is looked for at every step; at the end the faults cease, and
/// everything has to come right.
///
/// The same seed and plan give the same play, whatever the process.
public struct FaultSimulation: Sendable {
    let seed: UInt64
    let plan: FaultPlan
    var random: SeededGenerator
    var now = VirtualTime.zero
    var agenda = Agenda()
    var store = ModelStore()
    var queues: [Shard: ModelQueue] = [:]
    var results = ModelResults()
    var players: [SimulatedPlayer] = []
    var servers: [SimulatedServer] = []
    var peers: [SimulatedPeer] = []
    var processes: [ProcessID: SimulatedProcess] = [:]
    var slots: [ProcessID?] = []
    var lastProcess = 0
    var partyCount = 0
    var databaseIsAway = false
    var isQuiet = false
    var isDraining = false
    var ledger = Ledger()
    var peerLedger = PeerLedger()
    var trace: [String] = []
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    public private(set) var steps = 0

    public init(seed: UInt64, plan: FaultPlan = FaultPlan()) {
        self.seed = seed
        self.plan = plan
        random = SeededGenerator(seed: seed)
    }

    /// What a play came to: equal for equal seeds and plans.
    public struct Report: Sendable, Hashable {
        public var steps: Int
        public var matchesPlayed: Int
        public var abandoned: Int
        /// Pairs of peers whose host has opened its port.
        public var peersMet: Int
        /// Pairs of peers that were found bad, or took too long.
        public var peersParted: Int
        /// Players who have joined running matches.
        public var joined: Int
        public var takeOvers: Int
        /// Over everything that happened.
        public var digest: UInt64
    }

    /// Plays to the end. Throws what must never be.
    public mutating func run() throws(Violation) -> Report {
        setUp()
        while let (time, occurrence) = agenda.next() {
            now = time
            steps += 1
            try happen(occurrence)
            if isQuiet, try isOver() { break }
        }
        return Report(
            steps: steps, matchesPlayed: ledger.completed.count, abandoned: ledger.abandoned.count,
            peersMet: peerLedger.opened.count, peersParted: peerLedger.parted.count, joined: ledger.joined,
            takeOvers: ledger.takeOvers, digest: digest)
    }

    private mutating func setUp() {
        store.defect = plan.defect
        store.profiles = FaultPlan.blocks.mapValues { PlayerProfile(blocked: $0) }
        for shard in FaultPlan.shards {
            store.shards[shard] = ModelStore.ShardRow()
            queues[shard] = ModelQueue()
        }
        for index in 0..<plan.players {
            players.append(SimulatedPlayer(index: index))
            agenda.add(.playerTurn(index), at: now + .milliseconds(Int64.random(in: 0..<2000, using: &random)))
        }
        for index in 0..<plan.servers {
            let server = SimulatedServer(address: "10.0.0.\(index):7000", user: PlayerID("s\(index)"))
            servers.append(server)
            store.servers[server.address] = ModelStore.ServerRow(
                address: server.address, serverUser: server.user, lastCall: now.timestamp)
            agenda.add(.serverTurn(index), at: now + .milliseconds(Int64.random(in: 0..<2000, using: &random)))
        }
        for index in 0..<plan.peers {
            peers.append(SimulatedPeer(index: index))
            agenda.add(.peerTurn(index), at: now + .milliseconds(Int64.random(in: 0..<2000, using: &random)))
        }
        slots = Array(repeating: nil, count: plan.processes)
        for slot in 0..<plan.processes {
            agenda.add(.start(slot: slot), at: now + .milliseconds(Int64.random(in: 0..<1000, using: &random)))
        }
        agenda.add(.mischief, at: now + .seconds(2))
        agenda.add(.quiet, at: now + plan.mischief)
    }

    private mutating func happen(_ occurrence: Occurrence) throws(Violation) {
        switch occurrence {
        case .heartbeat(let id): try toProcess(id, occurrence) { world throws(Violation) in try world.heartbeat(id) }
        case .timer(let id, let shard, let at):
            try toProcess(id, occurrence) { world throws(Violation) in
                try world.timerFires(id, shard, armedFor: at)
            }
        case .hear(let id, let shard, let event):
            try toProcess(id, occurrence) { world throws(Violation) in try world.tell(id, shard, event) }
        case .start(let slot): start(slot)
        case .kill(let slot): kill(slot)
        case .freeze(let slot, let duration): freeze(slot, duration)
        case .thaw(let id): try thaw(id)
        case .store(let key, let request): try serve(key, request)
        case .lateCommit(let key, let writes): _ = try apply(key, writes)
        case .connectionLost(let id):
            for key in store.open.keys where key.process == id && store.open[key]?.isCommitting == false {
                store.rollBack(key)
            }
        case .idleTimeout(let key, let stamp):
            if let open = store.open[key], open.stamp == stamp, !open.isCommitting { store.rollBack(key) }
        case .databaseReturns: databaseIsAway = false
        case .publish(let shard, let envelope): arrive(shard, envelope)
        case .pump(let shard): pump(shard)
        case .consumersGone(let id): removeConsumers(of: id)
        case .outboxArrives(let message): hearOutbox(message)
        case .playerTurn(let index): try playerTurn(index)
        case .playerHears(let index, let commandID, let reply): try playerHears(index, commandID, reply)
        case .playerGivesUpWaiting(let index, let commandID): playerGivesUpWaiting(index, commandID)
        case .serverTurn(let index): serverTurn(index)
        case .peerTurn(let index): peerTurn(index)
        case .peerHears(let index, let commandID, let reply): try peerHears(index, commandID, reply)
        case .peerIsTold(let view): try peerIsTold(view)
        case .peerGivesUpWaiting(let index, let commandID): peerGivesUpWaiting(index, commandID)
        case .mischief: mischief()
        case .quiet: becomeQuiet()
        }
    }

    /// A process that is frozen will see to it when it wakes; one that is dead never.
    private mutating func toProcess(
        _ id: ProcessID, _ occurrence: Occurrence,
        _ body: (inout FaultSimulation) throws(Violation) -> Void
    ) throws(Violation) {
        guard let process = processes[id] else { return }
        if process.frozenUntil != nil {
            processes[id]?.missed.append(occurrence)
        } else {
            try body(&self)
        }
    }

    /// Notes what happened, for the digest and for people.
    mutating func note(_ text: String) {
        for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
        digest = (digest ^ UInt64(bitPattern: now.microseconds)) &* 0x100_0000_01b3
        guard plan.tracing else { return }
        trace.append("\(Double(now.microseconds) / 1_000_000) \(text)")
        if trace.count > 400 { trace.removeFirst(200) }
    }

    func violation(_ what: String) -> Violation {
        Violation(seed: seed, second: Double(now.microseconds) / 1_000_000, what: what, trace: trace.suffix(60))
    }

    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &random) < probability }

    mutating func delay(_ range: ClosedRange<Int64>) -> Duration {
        .microseconds(Int64.random(in: range, using: &random))
    }
}
