import Contracts
import MatchmakerCore
import ModesCore
import RuleSetsCore
import Testing

@testable import Simulation

/// What a shard's owner answers to players who ask why they aren't matched.
@Suite struct ExplainingTests {
    private static let ranked: Mode = {
        var ruleSet = RuleSet(teams: [.init(name: "side", minPlayers: 1, maxPlayers: 1, quantity: 2)])
        ruleSet.playerAttributes = [.init(name: "skill", type: .number, defaultValue: .number(0))]
        ruleSet.rules = [
            .batchDistance(BatchDistanceRule(name: "near", batchAttribute: "skill", maxDistance: 50))
        ]
        ruleSet.expansions = [
            Expansion(
                target: .rules(["near"], .maxDistance), steps: [.init(waitTimeSeconds: 30, value: .number(100))])
        ]
        return Mode(name: "ranked", ruleSet: ruleSet)
    }()

    private func table() throws -> WorkerTable { try WorkerTable(modes: [Self.ranked, SampleModes.duo]) }

    private func explain(_ name: String, _ table: inout WorkerTable) -> CommandReply? {
        table.send(.explain(ExplainSearch(commandID: table.nextID(), playerID: PlayerID(name))))[0]
    }

    private func report(on name: String, _ table: inout WorkerTable) throws -> SearchReport {
        guard case .explained(let report)? = explain(name, &table) else {
            Issue.record("nothing explained")
            throw CancellationError()
        }
        return report
    }

    private func enqueue(_ name: String, skill: Double, _ table: inout WorkerTable, modes: [ModeName] = ["ranked"]) {
        table.send(
            .enqueue(
                EnqueueTicket(
                    commandID: table.nextID(),
                    players: [
                        TicketPlayer(playerID: PlayerID(name), username: name, attributes: ["skill": .number(skill)])
                    ], modes: modes, gateway: WorkerTable.gateway)))
    }

    @Test("a ticket is told whom each rule excludes, what widens, and what would have it matched")
    func report() throws {
        var table = try table()
        enqueue("a", skill: 1000, &table)
        table.pass(.seconds(4))
        enqueue("b", skill: 1075, &table)
        let report = try report(on: "a", &table)
        #expect(report.ticketID == table.state("a").ticketID && report.explainedAt - report.enqueuedAt == .seconds(4))
        let mode = try #require(report.modes.first)
        #expect(report.modes.count == 1 && mode.mode == "ranked" && !mode.waitsForServer)
        #expect(mode.others == 1 && mode.possible == 0 && mode.missingPlayers == 1)
        let near = try #require(mode.exclusions.first)
        #expect(near.condition == "rule" && near.rule == "near" && near.excluded == 1 && near.excludedAlone == 1)
        #expect(abs((near.nearestMiss ?? 0) - 25) < 0.001)
        #expect(near.widens == [.init(inSeconds: 26, property: "maxDistance", value: .number(100))])
        #expect(mode.exclusions.dropFirst().map(\.condition) == ["teamSizes", "blocks"])
        #expect(
            report.remedies == [
                // The match is at the stage of the newer of the two.
                .init(change: "wait", mode: "ranked", seconds: 30),
                .init(change: "number", mode: "ranked", attribute: "skill", by: 25),
                .init(change: "players", mode: "ranked", players: 1),
            ])
        table.pass(.seconds(30) - .milliseconds(1))
        #expect(table.state("a").kind == .lookingForMatch)
        table.pass(.milliseconds(1))
        #expect(table.state("a").kind == .matchFound)
    }

    @Test("of several modes each is told, and of a party whoever asks hears the same")
    func modesAndParties() throws {
        var table = try table()
        enqueue("a", skill: 1000, &table, modes: ["ranked", "duo"])
        #expect(try report(on: "a", &table).modes.map(\.mode) == ["duo", "ranked"])
        table.enqueue("ann", "bob", modes: ["duo"])
        let own = try report(on: "bob", &table)
        #expect(try report(on: "ann", &table) == own)
        #expect(own.modes.map(\.possible) == [1] && own.modes.map(\.missingPlayers) == [1])
        #expect(own.remedies == [.init(change: "players", mode: "duo", players: 1)])
    }

    @Test("who isn't searching is refused, and asking changes nothing")
    func refusals() throws {
        var table = try table()
        #expect(explain("nobody", &table) == .refused(Refusal(.notFound, "you are not queued")))
        for name in ["a", "b"] { enqueue(name, skill: 7, &table) }
        let before = table.store.players
        let match = try #require(table.state("a").matchID)
        #expect(explain("a", &table) == .refused(Refusal(.notFound, "a match was found for you", matchID: match)))
        #expect(table.store.players == before && table.state("a").kind == .matchFound)
        table.answer("a")
        table.answer("b")
        #expect(explain("b", &table) == .refused(Refusal(.notFound, "a match was found for you", matchID: match)))
        table.store.players[PlayerID("away")] = {
            var record = PlayerRecord(unknown: "away")
            (record.shard, record.ticketID) = (Shard(game: "other", group: "default"), "t1")
            return record
        }()
        #expect(explain("away", &table) == .moved)
    }

    @Test("the same is answered for a second, whatever else comes")
    func lasting() throws {
        var table = try table()
        enqueue("a", skill: 0, &table)
        let first = try report(on: "a", &table)
        enqueue("b", skill: 700, &table)
        table.pass(.milliseconds(900))
        #expect(try report(on: "a", &table) == first)
        table.pass(.milliseconds(100))
        #expect(try report(on: "a", &table).modes[0].others == 1)
    }

    @Test("a mode in which no server was free says so")
    func waitingForServer() throws {
        var table = try WorkerTable(modes: [SampleModes.duel], servers: [])
        let match = try table.confirmDuel()
        #expect(table.state("a").waitingFor == .server, "\(match)")
        table.pass(.seconds(31))
        #expect(
            try report(on: "a", &table).modes == [.init(mode: "duel", waitsForServer: true)])
    }
}
