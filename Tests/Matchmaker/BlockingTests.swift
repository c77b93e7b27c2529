import Contracts
import MatchmakerCore
import Testing

@testable import Simulation

@Suite struct BlockingTests {
    private func reread(_ table: inout WorkerTable, _ name: String) {
        table.send(.reread(RereadPlayer(commandID: table.nextID(), playerID: PlayerID(name))))
    }

    @Test("two of whom one has blocked the other don't meet, a third meets either")
    func blocked() throws {
        var table = try WorkerTable()
        table.store.profiles["b"] = PlayerProfile(blocked: ["a"])
        table.enqueue("a")
        table.enqueue("b")
        #expect(table.state("a").kind == .lookingForMatch && table.state("b").kind == .lookingForMatch)
        table.enqueue("c")
        #expect(table.state("a").kind == .matchFound && table.state("c").kind == .matchFound)
    }

    @Test("a block that is made while they search holds from then on, and its end lets them meet")
    func meanwhile() throws {
        var table = try WorkerTable()
        table.enqueue("a")
        table.store.profiles["a"] = PlayerProfile(blocked: ["b"])
        reread(&table, "a")
        table.enqueue("b")
        #expect(table.state("b").kind == .lookingForMatch)
        table.store.profiles["a"] = nil
        reread(&table, "a")
        #expect(table.state("b").kind == .matchFound)
    }

    @Test("blocks outlive the worker")
    func takeOver() throws {
        var table = try WorkerTable()
        table.store.profiles["a"] = PlayerProfile(blocked: ["b"])
        table.enqueue("a")
        table.takeOver()
        table.enqueue("b")
        #expect(table.state("b").kind == .lookingForMatch)
    }
}
