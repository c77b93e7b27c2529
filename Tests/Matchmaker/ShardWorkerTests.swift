import Contracts
import MatchmakerCore
import Testing

@testable import Simulation

@Suite struct ShardWorkerTests {
    @Test("commit first, then replies, player messages, events, acks")
    func order() throws {
        var table = try WorkerTable()
        _ = try table.findDuel()
        table.answer("a")
        table.log = []
        table.answer("b")
        #expect(table.log.prefix(8) == ["begin", "book", "commit", "reply", "tell", "tellServers", "relay", "ack"])
    }

    @Test("what has arrived goes into one transaction")
    func groupCommit() throws {
        var table = try WorkerTable()
        let before = table.transactions
        let commands = (0..<4).map { table.enqueueCommand(["p\($0)"]) }
        table.send(commands[0], commands[1], commands[2], commands[3])
        #expect(table.transactions == before + 1)
        #expect((0..<4).allSatisfy { table.state("p\($0)").kind == .matchFound })
    }

    @Test("after a commit that failed the shard is read anew, and the commands are applied one by one")
    func failedCommit() throws {
        var table = try WorkerTable()
        table.enqueue("a")
        let commands = ["b", "c", "d"].map { table.enqueueCommand([$0]) }
        table.commitFailures = [.unknown]
        table.log = []
        let replies = table.send(commands[0], commands[1], commands[2])
        #expect(table.log.prefix(4) == ["begin", "commit", "load", "begin"])
        #expect(table.log.count { $0 == "begin" } >= 4)
        #expect(!replies.contains(nil))
        #expect(["a", "b", "c", "d"].allSatisfy { table.state($0).kind == .matchFound })
    }

    @Test("an answer that invites another try holds for the message, not for the command that is sent anew")
    func answersNotKept() throws {
        var table = try WorkerTable()
        _ = try table.findDuel()
        table.answer("b", accept: false)
        let command = table.enqueueCommand(["b"])
        #expect(table.send(command) == [.refused(Refusal(.coolDown, retryAfterSeconds: 10))])
        table.pass(.seconds(11))
        guard case .player(let view)?? = table.send(command).first else { Issue.record("refused"); return }
        #expect(view.state.kind == .lookingForMatch || view.state.kind == .matchFound)
        #expect(table.send(command) == [.player(view)])
    }

    @Test("a command that the database refuses is put aside, its neighbours are carried out")
    func poison() throws {
        var table = try WorkerTable()
        let commands = ["a", "b"].map { table.enqueueCommand([$0]) }
        table.poison = [commands[0].id]
        table.send(commands[0], commands[1])
        table.pass(.seconds(5))
        #expect(table.deadLettered.count == 1)
        #expect(table.state("b").kind == .lookingForMatch)
        #expect(table.state("a").kind == .notQueued)
        #expect(!table.acked.contains(table.deadLettered[0]))
    }

    @Test("a command that nobody waits for any more is not begun")
    func expired() throws {
        var table = try WorkerTable()
        let commands = ["a", "b"].map { table.enqueueCommand([$0]) }
        table.commitFailures = [.unknown, .unknown]
        table.hear(
            .delivered([
                Delivery(id: DeliveryID(91), command: commands[0], deadline: table.now + .milliseconds(50)),
                Delivery(id: DeliveryID(92), command: commands[1], deadline: table.now + .seconds(9)),
            ]))
        table.pass(.seconds(5))
        #expect(table.expired == [DeliveryID(91)])
        #expect(table.state("a").kind == .notQueued)
        #expect(table.state("b").kind == .lookingForMatch)
    }

    @Test("a worker whose shard is somebody else's answers nothing and forgets everything")
    func fenced() throws {
        var table = try WorkerTable()
        table.enqueue("a")
        table.store.shards[WorkerTable.shard]?.epoch += 1
        #expect(table.enqueue("b") == nil)
        #expect(table.log.last == "gaveUp")
        #expect(table.store.players["b"] == nil)
        #expect(table.timer == nil)
    }

    @Test("a new owner finds everything, and says that it is there")
    func takeOver() throws {
        var table = try WorkerTable()
        table.enqueue("a")
        table.log = []
        table.takeOver()
        #expect(table.log.contains("announce"))
        table.enqueue("b")
        #expect(table.state("a").kind == .matchFound)
    }

    @Test("a worker that is to stop gives its shard up once nothing is under way")
    func stop() throws {
        var table = try WorkerTable()
        table.hear(.stop)
        #expect(table.log.last == "gaveUp")
        #expect(table.enqueue("a") == nil)
    }

    @Test("events are sent until they are confirmed, and marked with the next transaction")
    func outbox() throws {
        var table = try WorkerTable()
        table.relays = false
        _ = try table.confirmDuel()
        let event = try #require(table.events.first)
        #expect(table.store.outbox[WorkerTable.shard]?.count == 1)
        table.hear(.relayFailed([event.sequence]))
        table.pass(.seconds(1))
        #expect(table.events.map(\.eventID) == [event.eventID, event.eventID])
        table.hear(.relayed([event.sequence]))
        table.pass(.seconds(1))
        #expect(table.store.outbox[WorkerTable.shard]?.isEmpty == true)
    }

    @Test("a new owner sends what was left unsent")
    func inheritedOutbox() throws {
        var table = try WorkerTable()
        table.relays = false
        _ = try table.confirmDuel()
        table.events = []
        table.relays = true
        table.takeOver()
        table.pass(.seconds(1))
        #expect(table.events.count == 1)
        #expect(table.store.outbox[WorkerTable.shard]?.isEmpty == true)
    }

    @Test("a gateway's first word of a player is answered with the state, its next ones aren't")
    func watching() throws {
        var table = try WorkerTable()
        table.enqueue("a")
        table.takeOver()
        table.told = [:]
        table.watch("a", "nobody")
        #expect(table.told[WorkerTable.gateway]?.map(\.state.kind) == [.lookingForMatch])
        table.watch("a")
        #expect(table.told[WorkerTable.gateway]?.count == 1)
        table.pass(.seconds(31))
        table.watch("a")
        #expect(table.told[WorkerTable.gateway]?.count == 2)
    }

    @Test("nothing is asked of the database while nothing happens")
    func idle() throws {
        var table = try WorkerTable()
        table.enqueue("a")
        table.pass(.seconds(2))
        let before = table.transactions
        table.pass(.seconds(50))
        #expect(table.transactions == before)
    }

    @Test("every worker gets an even share, and gives the rest up when somebody joins")
    func allotment() {
        let workers = ["w1", "w2", "w3"].map { WorkerID($0) }
        var holdings = Shard.all.map { ShardAllotment.Holding(shard: $0, owner: nil) }
        let alone = ShardAllotment(worker: workers[0], alive: [workers[0]], holdings: holdings)
        #expect(alone.claim.count == 16)
        holdings = Shard.all.map { ShardAllotment.Holding(shard: $0, owner: workers[0]) }
        let joined = Array(workers.prefix(2))
        #expect(ShardAllotment(worker: workers[0], alive: joined, holdings: holdings).release.count == 8)
        #expect(ShardAllotment(worker: workers[1], alive: joined, holdings: holdings).claim.isEmpty)
        let survivors = [workers[1], workers[2]]
        let claims = survivors.map { ShardAllotment(worker: $0, alive: survivors, holdings: holdings).claim }
        #expect(claims.map(\.count) == [8, 8])
        #expect(Set(claims.joined()).count == 16)
    }
}
