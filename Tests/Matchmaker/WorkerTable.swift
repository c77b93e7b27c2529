import Contracts
import MatchingCore
import MatchmakerCore
import ModesCore
import Testing
import Tracing

@testable import Simulation

/// One worker on a table: the model database beside it, a clock that is moved by hand, and everything that it says noted.
struct WorkerTable {
    static let game = "table"
    static let shard = Shard(game: game, group: "default")
    let process = ProcessID(number: 1)
    var store = ModelStore()
    var worker: ShardWorker
    var now = Timestamp(milliseconds: 1_800_000_000_000)
    var timer: Timestamp?
    var replies: [DeliveryID: CommandReply] = [:]
    var told: [GatewayID: [PlayerView]] = [:]
    var toldPeers: [GatewayID: [PeerView]] = [:]
    var events: [OutboxMessage] = []
    var partyLeavers: [PlayerID] = []
    var recorded: [RecordedTicket] = []
    /// The streaming hosts, for modes of the name `stream`.
    var hosts = HostTable()
    var acked: [DeliveryID] = []
    var deadLettered: [DeliveryID] = []
    var expired: [DeliveryID] = []
    /// The names of all actions, in order.
    var log: [String] = []
    var transactions = 0
    /// What the next commits come to; afterwards they succeed.
    var commitFailures: [TransactionFailure] = []
    /// Command ids that the database refuses whenever they are written.
    var poison: Set<CommandID> = []
    var relays = true
    /// Of the commands that are sent from now on.
    var trace: TraceContext?
    private var unheard: [WorkerEvent] = []
    private var deliveries: UInt64 = 0
    private var commands = 0

    init(
        modes: [Mode] = [SampleModes.duel, SampleModes.duo], servers: [String] = ["s1:1"], records: Bool = false
    ) throws {
        let catalogue = try ModeCatalogue(game: Self.game, modes: modes)
        worker = ShardWorker(
            shard: Self.shard, catalogue: catalogue, records: records, random: SeededGenerator(seed: 1))
        store.shards[Self.shard] = ModelStore.ShardRow()
        for address in servers { offer(address) }
        takeOver()
    }

    mutating func offer(_ address: String) {
        store.servers[address] = ModelStore.ServerRow(
            address: address, serverUser: PlayerID("user of \(address)"), lastCall: now)
    }

    /// The shard changes hands, to a worker that remembers nothing.
    mutating func takeOver() {
        store.shards[Self.shard]?.owner = nil
        guard let epoch = store.claim(Self.shard, by: process, now: now) else { return }
        hear(.gained(epoch: epoch))
    }

    mutating func nextID() -> CommandID {
        commands += 1
        return CommandID("c\(commands < 10 ? "0" : "")\(commands)")
    }

    /// The worker hears this, then whatever comes of it.
    mutating func hear(_ event: WorkerEvent) {
        unheard.append(event)
        guard unheard.count == 1 else { return }
        while let next = unheard.first {
            for action in worker.handle(next, at: now) { carryOut(action) }
            unheard.removeFirst()
        }
    }

    /// Delivers commands together, and gives back what each was answered with.
    @discardableResult
    mutating func send(_ commands: Command...) -> [CommandReply?] {
        let batch = commands.map { command in
            deliveries += 1
            return Delivery(id: DeliveryID(deliveries), command: command, trace: trace)
        }
        hear(.delivered(batch))
        return batch.map { replies[$0.id] }
    }

    /// Lets time pass, with the worker's timers.
    mutating func pass(_ duration: Duration) {
        let end = now + duration
        var rounds = 0
        while let next = timer, next <= end, rounds < 10_000 {
            now = max(now, next)
            timer = nil
            hear(.timer)
            rounds += 1
        }
        now = end
    }

    private mutating func carryOut(_ action: WorkerAction) {
        func key(_ id: TransactionID) -> TransactionKey {
            TransactionKey(process: process, shard: Self.shard, id: id.number)
        }
        switch action {
        case .load(let id, let epoch):
            log.append("load")
            if case .done(let image) = store.load(key(id), epoch: epoch) { hear(.loaded(id, image, now: now)) }
        case .begin(let id, let admission):
            log.append("begin")
            transactions += 1
            switch store.begin(key(id), admission, now: now) {
            case .done(let result): hear(.admitted(id, result))
            default: hear(.fenced(id))
            }
        case .book(let id, let step):
            log.append("book")
            if case .done(let result) = store.book(key(id), step, now: now) { hear(.booked(id, result)) }
        case .commit(let id, let writes): commit(id, key(id), writes)
        case .rollBack(let id):
            log.append("rollBack")
            store.rollBack(key(id))
        case .reply(let id, let reply):
            log.append("reply")
            replies[id] = reply
        case .tell(let gateway, let views):
            log.append("tell")
            told[gateway, default: []] += views
        case .tellPeers(let gateway, let views):
            log.append("tellPeers")
            toldPeers[gateway, default: []] += views
        case .tellServers: log.append("tellServers")
        case .leaveParties(let players): partyLeavers += players
        case .record(let tickets): recorded += tickets
        case .hosts(let errands):
            let news = hosts.run(errands)
            if !news.isEmpty { hear(.hostNews(news)) }
        case .relay(let messages):
            log.append("relay")
            events += messages
            if relays { hear(.relayed(messages.map(\.sequence))) }
        case .ack(let ids):
            log.append("ack")
            acked += ids
        case .expire(let ids): expired += ids
        case .deadLetter(let id): deadLettered.append(id)
        case .announce: log.append("announce")
        case .probe(let modes):
            let free = store.freeServers(now: now)
            hear(
                .serversFree(Dictionary(uniqueKeysWithValues: modes.map { ($0, $0 == "stream" ? hosts.free : free) })))
        case .setTimer(let at): timer = at
        case .gaveUp: log.append("gaveUp")
        }
    }

    private mutating func commit(_ id: TransactionID, _ key: TransactionKey, _ writes: Writes) {
        log.append("commit")
        if writes.answers.contains(where: { poison.contains($0.commandID) }) {
            store.rollBack(key)
            return hear(.failed(id, .rejected))
        }
        if !commitFailures.isEmpty {
            store.rollBack(key)
            return hear(.failed(id, commitFailures.removeFirst()))
        }
        _ = store.commit(key, writes, now: now)
        hear(.committed(id))
    }
}

/// What players do.
extension WorkerTable {
    static let gateway = GatewayID("g1")

    mutating func enqueueCommand(_ names: [String], _ modes: [String] = ["duel"]) -> Command {
        .enqueue(
            EnqueueTicket(
                commandID: nextID(), players: names.map { TicketPlayer(playerID: PlayerID($0), username: $0) },
                modes: modes.map { ModeName($0) }, gateway: Self.gateway))
    }

    @discardableResult
    mutating func enqueue(_ names: String..., modes: [String] = ["duel"]) -> CommandReply? {
        send(enqueueCommand(names, modes))[0]
    }

    @discardableResult
    mutating func answer(_ name: String, accept: Bool = true, match: MatchID? = nil) -> CommandReply? {
        send(.answer(AnswerMatch(commandID: nextID(), playerID: PlayerID(name), matchID: match, accept: accept)))[0]
    }

    @discardableResult
    mutating func cancel(_ name: String, reason: PlayerState.EndReason = .revoked) -> CommandReply? {
        send(.cancel(CancelTicket(commandID: nextID(), playerID: PlayerID(name), reason: reason)))[0]
    }

    @discardableResult
    mutating func change(_ match: MatchID, _ change: ChangeMatch.Change, by user: String = "user of s1:1")
        -> CommandReply?
    {
        send(
            .change(
                ChangeMatch(commandID: nextID(), matchID: match, serverUser: PlayerID(user), change: change)))[0]
    }

    @discardableResult
    mutating func close(_ match: MatchID, _ ending: PlayerState.Ending = .completed) -> CommandReply? {
        send(.close(CloseMatch(commandID: nextID(), matchID: match, ending: ending, matchData: "{}")))[0]
    }

    mutating func watch(_ names: String...) {
        hear(.watched(WatchPlayers(gateway: Self.gateway, players: names.map { PlayerID($0) })))
    }

    /// Two who are asked.
    mutating func findDuel(_ first: String = "a", _ second: String = "b") throws -> MatchID {
        enqueue(first)
        now = now + .milliseconds(1)
        enqueue(second)
        return try #require(state(second).matchID)
    }

    /// Two whose match is confirmed.
    mutating func confirmDuel(_ first: String = "a", _ second: String = "b") throws -> MatchID {
        let match = try findDuel(first, second)
        answer(first)
        answer(second)
        return match
    }

    /// What any replica would tell the player.
    func state(_ name: String) -> PlayerState { view(name).state }
    func view(_ name: String) -> PlayerView {
        store.players[PlayerID(name)]?.present(at: now) ?? .unknown(PlayerID(name))
    }
}
