import Contracts
import MatchmakerCore
import ModesCore
import RuleSetsCore
import Testing

@testable import Simulation

/// Matches that no match server of Muster's plays.
@Suite struct UnattendedMatchTests {
    private static func meet(_ placement: Mode.Placement, asks: Bool = true) -> Mode {
        Mode(
            name: "meet", acceptanceRequired: asks, placement: placement,
            ruleSet: RuleSet(teams: [.init(name: "all", minPlayers: 2, maxPlayers: 2)]))
    }

    private static func found(asks: Bool = true) throws -> (WorkerTable, MatchID) {
        var table = try WorkerTable(modes: [meet(.none, asks: asks)], servers: [])
        table.enqueue("a", modes: ["meet"])
        table.enqueue("b", modes: ["meet"])
        return (table, try #require(table.state("a").matchID))
    }

    private static func confirmed() throws -> (WorkerTable, MatchID) {
        var (table, match) = try found()
        table.answer("a")
        table.answer("b")
        return (table, match)
    }

    @Test(
        "it is confirmed with the last acceptance, without a server, and results is told that any server user may report"
    )
    func confirmed() throws {
        let (table, match) = try Self.confirmed()
        #expect(table.state("a").kind == .matchConfirmed && table.state("b").phase == .playersLoading)
        #expect(table.state("a").matchConfig?.address == nil)
        guard case .confirmed(let event)? = table.events.first?.content else { Issue.record("not told"); return }
        #expect(event.matchID == match && event.serverUser == "" && event.address == "" && event.booking == 1)
    }

    @Test("where nobody is asked it is confirmed in the step in which it is found")
    func unasked() throws {
        let (table, _) = try Self.found(asks: false)
        #expect(table.state("b").kind == .matchConfirmed)
        #expect(table.events.count == 1)
    }

    @Test("its region is one that all have measured, the best for the worst-off")
    func region() throws {
        var table = try WorkerTable(modes: [Self.meet(.none, asks: false)], servers: [])
        for (name, latencies) in [("a", ["eu": 10.0, "us": 40, "sa": 5]), ("b", ["eu": 90, "us": 50])] {
            table.send(
                .enqueue(
                    EnqueueTicket(
                        commandID: table.nextID(),
                        players: [TicketPlayer(playerID: PlayerID(name), username: name, latencies: latencies)],
                        modes: ["meet"], gateway: WorkerTable.gateway)))
        }
        #expect(table.state("a").matchConfig?.region == "us")
    }

    @Test("a player leaves it at will and is free; when all have left it is abandoned")
    func leaving() throws {
        var (table, match) = try Self.confirmed()
        guard case .player(let left)? = table.cancel("a") else { Issue.record("refused"); return }
        #expect(left.state.kind == .notQueued && left.state.reason == .revoked)
        #expect(table.state("b").kind == .matchConfirmed)
        guard case .player? = table.enqueue("a", modes: ["meet"]) else { Issue.record("not free"); return }
        table.cancel("b")
        guard case .abandonment(let request)? = table.events.last?.content else { Issue.record("not told"); return }
        #expect(request.match.matchID == match && request.reason == "deserted")
        table.close(match, .abandoned)
        #expect(table.store.matches.isEmpty && table.store.tickets.count == 1)
    }

    @Test("signing out doesn't end it")
    func signingOut() throws {
        var (table, _) = try Self.confirmed()
        guard case .refused? = table.cancel("a", reason: .sessionEnded) else { Issue.record("left"); return }
        #expect(table.state("a").kind == .matchConfirmed)
    }

    @Test("any server user may start it, let players leave and abandon it")
    func spokenFor() throws {
        var (table, match) = try Self.confirmed()
        #expect(table.change(match, .inProgress, by: "somebody") == .done)
        #expect(table.state("a").phase == .matchInProgress)
        #expect(table.change(match, .left(nicknames: ["a"]), by: "somebody else") == .done)
        #expect(table.state("a").kind == .notQueued && table.state("b").kind == .matchConfirmed)
        #expect(table.change(match, .abandoned(reason: "over"), by: "somebody") == .done)
        #expect(table.state("b").ending == .abandoned)
    }

    @Test("a recorded result ends it")
    func ends() throws {
        var (table, match) = try Self.confirmed()
        #expect(table.close(match) == .done)
        #expect(table.state("a").ending == .completed && table.store.matches.isEmpty && table.store.tickets.isEmpty)
    }

    @Test("without a word about it for 15 min it is abandoned; saying that play is on counts as one")
    func lease() throws {
        var (table, match) = try Self.confirmed()
        table.pass(.seconds(890))
        table.change(match, .inProgress, by: "somebody")
        table.pass(.seconds(890))
        #expect(table.state("a").kind == .matchConfirmed)
        table.change(match, .inProgress, by: "somebody")
        table.pass(.seconds(899))
        #expect(table.state("a").kind == .matchConfirmed)
        table.pass(.seconds(2))
        #expect(table.state("a").ending == .abandoned)
        #expect(table.state("b").ending == .abandoned)
    }

    @Test("it outlives the worker")
    func takeOver() throws {
        var (table, match) = try Self.confirmed()
        table.takeOver()
        #expect(table.change(match, .inProgress, by: "somebody") == .done)
        #expect(table.state("a").phase == .matchInProgress)
    }
}
