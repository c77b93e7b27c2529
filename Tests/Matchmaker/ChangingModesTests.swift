import Contracts
import MatchmakerCore
import ModesCore
import RuleSetsCore
import Testing

@testable import Simulation

@Suite struct ChangingModesTests {
    private static func mode(_ name: ModeName, sides: Int, each: Int = 1) -> Mode {
        Mode(
            name: name,
            ruleSet: RuleSet(teams: [.init(name: "side", minPlayers: each, maxPlayers: each, quantity: sides)]))
    }

    private static func change(_ table: inout WorkerTable, to modes: Mode...) throws {
        table.hear(.modesChanged(try ModeCatalogue(game: WorkerTable.game, modes: modes)))
    }

    @Test("tickets that search are kept and matched by the new rules, the eldest first")
    func kept() throws {
        var table = try WorkerTable(modes: [Self.mode("x", sides: 3)])
        table.enqueue("a", modes: ["x"])
        table.now = table.now + .seconds(1)
        table.enqueue("b", modes: ["x"])
        let age = table.state("a").enqueuedAt
        try Self.change(&table, to: Self.mode("x", sides: 2))
        table.pass(.seconds(1))
        #expect(table.state("a").kind == .matchFound && table.state("a").matchConfig?.nicknames == ["a", "b"])
        #expect(table.state("a").enqueuedAt == age)
    }

    @Test("a mode that is added can be asked for, one that is gone can't")
    func comeAndGone() throws {
        var table = try WorkerTable(modes: [Self.mode("x", sides: 2)])
        try Self.change(&table, to: Self.mode("y", sides: 2))
        guard case .refused(let refusal)? = table.enqueue("a", modes: ["x"]) else { Issue.record("taken"); return }
        #expect(refusal.code == .unknownMode && refusal.known == ["y"])
        table.enqueue("a", modes: ["y"])
        table.enqueue("b", modes: ["y"])
        #expect(table.state("a").kind == .matchFound)
    }

    @Test("a ticket whose modes are all gone is out of matching, and ends by the operator after ten seconds")
    func stranded() throws {
        var table = try WorkerTable(modes: [Self.mode("x", sides: 3), Self.mode("y", sides: 2)])
        table.enqueue("lost", modes: ["x"])
        table.enqueue("both", modes: ["y", "x"])
        try Self.change(&table, to: Self.mode("y", sides: 2))
        table.pass(.seconds(9))
        #expect(table.state("lost").kind == .lookingForMatch)
        table.pass(.seconds(2))
        #expect(table.state("lost").reason == .operator && table.state("lost").retryAfterMilliseconds == nil)
        #expect(table.state("both").kind == .lookingForMatch)
        table.enqueue("other", modes: ["y"])
        #expect(table.state("both").mode == "y")
    }

    @Test("a mode that comes back in time finds its tickets again")
    func back() throws {
        var table = try WorkerTable(modes: [Self.mode("x", sides: 2)])
        table.enqueue("a", modes: ["x"])
        try Self.change(&table, to: Self.mode("y", sides: 2))
        table.pass(.seconds(5))
        try Self.change(&table, to: Self.mode("x", sides: 2))
        table.pass(.seconds(20))
        table.enqueue("b", modes: ["x"])
        #expect(table.state("a").kind == .matchFound)
    }

    @Test("a match that was found goes on as it was, whatever becomes of its mode")
    func matchesGoOn() throws {
        var table = try WorkerTable(modes: [Self.mode("x", sides: 2)])
        table.enqueue("a", modes: ["x"])
        table.enqueue("b", modes: ["x"])
        let match = try #require(table.state("a").matchID)
        try Self.change(&table, to: Self.mode("y", sides: 2))
        table.answer("a")
        table.answer("b")
        #expect(table.state("a").kind == .matchConfirmed)
        #expect(table.close(match) == .done)
    }

    @Test("a new owner who doesn't know the mode yet keeps its tickets for ten seconds")
    func takenOver() throws {
        var table = try WorkerTable(modes: [Self.mode("x", sides: 2)])
        table.enqueue("a", modes: ["x"])
        try Self.change(&table, to: Self.mode("y", sides: 2))
        table.takeOver()
        table.pass(.seconds(9))
        #expect(table.state("a").kind == .lookingForMatch)
        try Self.change(&table, to: Self.mode("x", sides: 2), Self.mode("y", sides: 2))
        table.pass(.seconds(20))
        #expect(table.state("a").kind == .lookingForMatch)
    }
}
