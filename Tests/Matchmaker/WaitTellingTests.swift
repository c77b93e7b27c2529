import Contracts
import MatchmakerCore
import Testing

@testable import Simulation

@Suite struct WaitTellingTests {
    /// Pairs of which the first waits for `seconds`.
    private static func teach(_ table: inout WorkerTable, seconds: Int64, pairs: Int = 20, from first: Int = 0) {
        for number in first..<first + pairs {
            table.enqueue("x\(number)")
            table.pass(.seconds(seconds))
            table.enqueue("y\(number)")
            table.answer("x\(number)", accept: false)
            table.cancel("y\(number)")
            table.pass(.seconds(1))
        }
    }

    @Test("a ticket is told how long it will search, with an interval, as soon as somebody has been matched")
    func telling() throws {
        var table = try WorkerTable()
        table.enqueue("a")
        #expect(table.state("a").estimatedWaitSeconds == nil && table.state("a").estimatedWaitInterval == nil)
        table.cancel("a")
        Self.teach(&table, seconds: 20)
        table.enqueue("z")
        let state = table.state("z")
        let seconds = try #require(state.estimatedWaitSeconds)
        let interval = try #require(state.estimatedWaitInterval)
        #expect(interval.count == 2 && interval[0] <= seconds && seconds <= interval[1])
        #expect(interval[0] == 0 && (15...40).contains(interval[1]), "half are matched at once: \(interval)")
        table.pass(.seconds(3))
        #expect(table.state("z").estimatedWaitSeconds == seconds, "a new guess is no news")
    }

    @Test("the modes' figures are kept for those who ask any replica, by party size")
    func figures() throws {
        var table = try WorkerTable()
        Self.teach(&table, seconds: 20)
        let row = try #require(table.store.statistics["duel"])
        let waits = try #require(row.waits)
        #expect(row.waitSeconds != nil && waits.interval.count == 2)
        #expect(waits.kinds.map(\.players) == [1])
        #expect(table.store.statistics["duo"]?.waitSeconds == nil)
    }

    @Test("who comes back from a match that wasn't accepted is told of what is left, counted from the enqueueing")
    func comingBack() throws {
        var table = try WorkerTable()
        Self.teach(&table, seconds: 20)
        table.enqueue("a")
        table.pass(.seconds(30))
        table.enqueue("b")
        table.answer("a")
        table.answer("b", accept: false)
        let state = table.state("a")
        #expect(state.kind == .lookingForMatch)
        #expect(try #require(state.estimatedWaitSeconds) > 30)
        #expect(try #require(state.estimatedWaitInterval)[0] >= 30)
    }

    @Test("after a failed commit waits are still known; after a take-over what is learnt anew begins with the median")
    func memory() throws {
        var table = try WorkerTable()
        Self.teach(&table, seconds: 20)
        table.commitFailures = [.unknown]
        table.enqueue("a")
        let known = try #require(table.state("a").estimatedWaitInterval)
        #expect((15...40).contains(known[1]))
        table.cancel("a")
        let median = try #require(table.store.statistics["duel"]?.waitSeconds)
        table.takeOver()
        table.enqueue("b")
        let begun = try #require(table.state("b").estimatedWaitSeconds)
        #expect(begun > 0 && begun < median + 40)
    }
}
