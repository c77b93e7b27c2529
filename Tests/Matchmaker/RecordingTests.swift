import Contracts
import MatchmakerCore
import Testing

@testable import Simulation

@Suite struct RecordingTests {
    private func seconds(_ time: Timestamp?) -> Double? { time.map { Double($0.milliseconds) / 1000 } }

    @Test("a ticket is recorded once its match is confirmed, with when it came")
    func matched() throws {
        var table = try WorkerTable(records: true)
        let match = try table.findDuel()
        #expect(table.recorded.isEmpty)
        let came = seconds(table.state("a").enqueuedAt)
        table.answer("a")
        table.answer("b")
        #expect(table.recorded.map { $0.players.map(\.playerID) } == [["a"], ["b"]])
        #expect(
            table.recorded[0].at == came && table.recorded[0].cancelAt == nil && table.recorded[0].modes == ["duel"])
        table.close(match)
        #expect(table.recorded.count == 2)
    }

    @Test("a ticket that left is recorded with when it did, one whose time was over without")
    func left() throws {
        var table = try WorkerTable(records: true)
        table.enqueue("a")
        table.pass(.seconds(3))
        let left = table.now
        table.cancel("a")
        #expect(table.recorded.last?.cancelAt == seconds(left))
        table.enqueue("b")
        for _ in 0..<25 {
            table.pass(.seconds(25))
            table.watch("b")
        }
        #expect(table.recorded.count == 2 && table.recorded.last?.cancelAt == nil)
    }

    @Test("ratings and blocks are recorded as the queue knew them, not as the client said")
    func profiles() throws {
        var table = try WorkerTable(records: true)
        table.store.profiles["a"] = PlayerProfile(blocked: ["z"], ratings: ["duel": 12.5, "duo": 3])
        table.send(
            .enqueue(
                EnqueueTicket(
                    commandID: table.nextID(),
                    players: [
                        TicketPlayer(
                            playerID: "a", username: "a",
                            attributes: ["rating": .integer(9000), "hat": .string("red")],
                            latencies: ["eu": 20])
                    ], modes: ["duel"], gateway: WorkerTable.gateway)))
        table.cancel("a")
        let player = try #require(table.recorded.last?.players.first)
        #expect(player.attributes == ["rating": .number(12.5), "hat": .string("red")])
        #expect(player.latencies == ["eu": 20] && player.blocked == ["z"])
    }

    @Test("nothing is noted unless it is asked for")
    func off() throws {
        var table = try WorkerTable()
        table.enqueue("a")
        table.cancel("a")
        #expect(table.recorded.isEmpty)
    }
}
