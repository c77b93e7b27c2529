import Contracts
import MatchmakerCore
import ModesCore
import RuleSetsCore
import Testing

@testable import Simulation

/// A match that somebody has left, and what its server says about that.
enum RunningMatch {
    static let server = "user of s1:1"

    static func mode(backfill: Bool = false, asks: Bool = true, patience: Duration = .seconds(15)) -> Mode {
        Mode(
            name: "duo", acceptanceRequired: asks, acceptanceTimeout: patience, backfill: backfill,
            ruleSet: RuleSet(teams: ["red", "blue"].map { RuleSet.Team(name: $0, minPlayers: 2, maxPlayers: 2) }))
    }

    /// Nobody is asked, and everybody's skill is at most 10 until rules widen.
    ///
    /// - Parameter expansions: members of the rule set.
    static func near(backfill: Bool = false, _ expansions: String = "") throws -> Mode {
        try ModeReader.mode(
            from: Array(
                """
                {"mode":"duo","acceptanceRequired":false,"backfill":\(backfill),"ruleSet":{"ruleLanguageVersion":"1.0",
                "playerAttributes":[{"name":"skill","type":"number","default":0}],
                "teams":[{"name":"red","minPlayers":2,"maxPlayers":2},{"name":"blue","minPlayers":2,"maxPlayers":2}],
                "rules":[{"name":"near","type":"distance","measurements":["flatten(teams[*].players.attributes[skill])"],
                "referenceValue":0,"maxDistance":10}]\(expansions)}}
                """.utf8))
    }

    static func enqueue(_ table: inout WorkerTable, _ name: String, skill: Double) {
        let player = TicketPlayer(playerID: PlayerID(name), username: name, attributes: ["skill": .number(skill)])
        table.send(
            .enqueue(
                EnqueueTicket(
                    commandID: table.nextID(), players: [player], modes: ["duo"], gateway: WorkerTable.gateway)))
    }

    /// A, b, c and d play. D has left, and with him perhaps his mate.
    static func playing(
        _ mode: Mode = mode(), withMate: Bool = false
    ) throws -> (table: WorkerTable, match: MatchID, team: String) {
        var table = try WorkerTable(modes: [mode])
        for name in ["a", "b", "c", "d"] { table.enqueue(name, modes: ["duo"]) }
        let match = try #require(table.state("a").matchID)
        if mode.acceptanceRequired { for name in ["a", "b", "c", "d"] { table.answer(name) } }
        table.change(match, .inProgress)
        let config = try #require(table.state("d").matchConfig)
        let index = try #require(config.nicknames.firstIndex(of: "d"))
        let team = config.factions[index]
        let mates = zip(config.nicknames, config.factions).filter { $0.1 == team }.map(\.0)
        table.change(match, .left(nicknames: withMate ? mates : ["d"]))
        return (table, match, team)
    }

    static func open(
        _ table: inout WorkerTable, _ match: MatchID, _ team: String, _ players: Int = 1, by user: String = server
    ) -> Refusal.Code? {
        let command = OpenBackfill(
            commandID: table.nextID(), matchID: match, serverUser: PlayerID(user), team: team, players: players)
        if case .refused(let refusal)? = table.send(.openBackfill(command))[0] { return refusal.code }
        return nil
    }

    static func close(_ table: inout WorkerTable, _ match: MatchID, by user: String = server) -> Refusal.Code? {
        let command = CloseBackfill(commandID: table.nextID(), matchID: match, serverUser: PlayerID(user))
        if case .refused(let refusal)? = table.send(.closeBackfill(command))[0] { return refusal.code }
        return nil
    }
}
