import Contracts
import IntakeCore
import Postgres
import TestKit
import Testing

@testable import ResultsService

@Suite("Intake of results", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct IntakeLiveTests {
    private let match = Confirmations.duel()

    @Test("A confirmed match is reported once; the same report again is success, another a told dispute")
    func report() async throws {
        try await IntakeFixture.with { results in
            try await results.desk.confirm(match)
            try await results.desk.confirm(match)
            let report = Confirmations.report(match, placements: [2, 1], custom: #"{"map" : "ash","n":1.50}"#)
            #expect(try await results.report(report) == nil)
            #expect(try await results.report(report) == nil)
            let other = Confirmations.report(match, placements: [1, 2])
            #expect(try await results.report(other) == .conflict)
            #expect(try await results.report(other) == .conflict)
            #expect(
                try await results.events() == [
                    "\(MatchConfirmed.type) \(match.matchID).1", "\(MatchResultRecorded.type) \(match.matchID).2",
                    "\(RatingChanged.type) \(match.matchID).3", "\(MatchResultDisputed.type) \(match.matchID).4",
                ])
            let stored = try await results.pool.first("SELECT custom FROM matches")?.decode(0, as: String.self)
            #expect(stored == #"{"map" : "ash","n":1.50}"#)
            let record = try await results.desk.match(
                GetMatch(matchID: match.matchID, caller: PlayerID("pmagda"), callerIsOperator: false))
            #expect(record.state == .completed)
            #expect(record.players.map(\.placement) == [2, 1])
            #expect(record.players.map(\.nickname) == ["magda", "juri"])
            #expect(record.createdAt == match.createdAt.rfc3339)
            #expect(record.custom?.text == #"{"map" : "ash","n":1.50}"#)
        }
    }

    @Test("The event's data is the match, as GET /matches shows it")
    func eventData() async throws {
        try await IntakeFixture.with { results in
            try await results.desk.confirm(match)
            _ = try await results.desk.report(Confirmations.report(match))
            let row = try await results.pool.first("SELECT data FROM outbox WHERE type = $1", MatchResultRecorded.type)
            let event: MatchResultRecorded = try #require(row).decodeJSON("data")
            let shown = try await results.desk.match(
                GetMatch(matchID: match.matchID, caller: PlayerID("panyone"), callerIsOperator: true))
            #expect(event.match == shown)
        }
    }

    @Test("A report refused as invalid, or from somebody else, changes nothing")
    func refusals() async throws {
        try await IntakeFixture.with { results in
            try await results.desk.confirm(match)
            results.queue.know(match)
            #expect(try await results.report(Confirmations.report(match, placements: [0, 1])) == .invalid)
            #expect(try await results.report(Confirmations.report(match, custom: "{")) == .invalid)
            let stranger = Confirmations.report(match, by: Confirmations.otherServer)
            #expect(try await results.report(stranger) == .forbidden)
            var short = Confirmations.report(match)
            short.outcome.removeLast()
            #expect(try await results.report(short) == .invalid)
            #expect(try await results.events().count == 1)
        }
    }

    @Test("A match that isn't known is asked of the queue: recorded, not found, or unavailable")
    func unknown() async throws {
        try await IntakeFixture.with { results in
            let report = Confirmations.report(match)
            #expect(try await results.report(report) == .notFound)
            results.queue.setReachable(false)
            #expect(try await results.report(report) == .unavailable)
            results.queue.setReachable(true)
            results.queue.know(match)
            #expect(try await results.report(report) == nil)
            #expect(try await results.events().count == 3)
            try await results.desk.confirm(match)
            #expect(try await results.events().count == 3)
        }
    }

    @Test("An id that nobody can have made isn't asked of the queue")
    func nonsense() async throws {
        try await IntakeFixture.with { results in
            for id in ["", "m", "nonsense", "m0a\0", "m99aaaaaaaaaaaaaaaaaaaa"] {
                let report = Confirmations.report(Confirmations.duel(id))
                let code = try await results.report(report)
                #expect(code == .notFound)
            }
            #expect(results.queue.timesAsked == 0)
        }
    }

    @Test("The holder of a booking that hasn't been heard of yet may report, the former one may not")
    func rebooked() async throws {
        try await IntakeFixture.with { results in
            try await results.desk.confirm(match)
            let newer = Confirmations.duel(
                booking: 2, serverUser: Confirmations.otherServer, address: "127.0.0.1:4001")
            results.queue.know(newer)
            #expect(try await results.report(Confirmations.report(newer)) == nil)
            #expect(try await results.report(Confirmations.report(match)) == .forbidden)
            let record = try await results.desk.match(
                GetMatch(matchID: match.matchID, caller: Confirmations.otherServer, callerIsOperator: false))
            #expect(record.address == "127.0.0.1:4001")
            #expect(record.players.map(\.nickname) == ["magda", "juri"])
        }
    }

    @Test(
        "Who has joined without being heard of yet may be named and may look; without the queue's word neither is known"
    )
    func joined() async throws {
        try await IntakeFixture.with { results in
            try await results.desk.confirm(match)
            let filled = Confirmations.duel(booking: 2, nicknames: ["magda", "juri", "eva"])
            #expect(try await results.report(Confirmations.report(filled)) == .invalid)
            results.queue.setReachable(false)
            #expect(try await results.report(Confirmations.report(filled)) == .unavailable)
            results.queue.setReachable(true)
            results.queue.know(filled)
            let seen = try await results.desk.match(
                GetMatch(matchID: match.matchID, caller: "peva", callerIsOperator: false))
            #expect(seen.players.map(\.nickname) == ["magda", "juri", "eva"] && seen.state == .inProgress)
            #expect(try await results.report(Confirmations.report(match)) == .invalid, "eva isn't named")
            #expect(try await results.report(Confirmations.report(filled)) == nil)
            let record = try await results.desk.match(
                GetMatch(matchID: match.matchID, caller: "peva", callerIsOperator: false))
            #expect(record.players.map(\.placement) == [1, 2, 3])
            #expect(record.players.allSatisfy { $0.ratingAfter != nil })
        }
    }

    @Test("A result that comes before a joiner is heard of counts, and the joiner changes nothing any more")
    func joinedTooLate() async throws {
        try await IntakeFixture.with { results in
            try await results.desk.confirm(match)
            #expect(try await results.report(Confirmations.report(match)) == nil)
            let filled = Confirmations.duel(booking: 2, nicknames: ["magda", "juri", "eva"])
            try await results.desk.confirm(filled)
            results.queue.know(filled)
            #expect(try await results.report(Confirmations.report(match)) == nil, "again")
            #expect(try await results.report(Confirmations.report(filled)) == .invalid)
            #expect(results.queue.timesAsked == 0)
        }
    }

    @Test("An abandonment ends the match, also one that wasn't known, and a later report is a conflict")
    func abandonment() async throws {
        try await IntakeFixture.with { results in
            let request = AbandonmentRequested(match: match, reason: "leaseExpired")
            try await results.desk.abandon(request)
            try await results.desk.abandon(request)
            #expect(try await results.report(Confirmations.report(match)) == .conflict)
            #expect(
                try await results.events() == [
                    "\(MatchConfirmed.type) \(match.matchID).1", "\(MatchAbandoned.type) \(match.matchID).2",
                ])
        }
    }

    @Test("A result that came first is not abandoned any more")
    func resultFirst() async throws {
        try await IntakeFixture.with { results in
            try await results.desk.confirm(match)
            _ = try await results.desk.report(Confirmations.report(match))
            try await results.desk.abandon(AbandonmentRequested(match: match, reason: "server"))
            #expect(try await results.report(Confirmations.report(match)) == nil)
            #expect(try await results.events().count == 3)
        }
    }

    @Test("The same report a hundred times at once on two replicas is recorded once, under one event id")
    func concurrently() async throws {
        try await IntakeFixture.with { one in
            try await IntakeFixture.open(one.configuration) { two in
                one.queue.know(match)
                two.queue.know(match)
                let report = Confirmations.report(match)
                let codes = try await withThrowingTaskGroup(of: Refusal.Code?.self) { group in
                    for number in 0..<100 {
                        group.addTask { try await (number % 2 == 0 ? one : two).report(report) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(codes.allSatisfy { $0 == nil })
                #expect(
                    try await one.events() == [
                        "\(MatchConfirmed.type) \(match.matchID).1",
                        "\(MatchResultRecorded.type) \(match.matchID).2",
                        "\(RatingChanged.type) \(match.matchID).3",
                    ])
            }
        }
    }

    @Test("Reports and abandonments at once: each match has one ending")
    func endings() async throws {
        try await IntakeFixture.with { one in
            try await IntakeFixture.open(one.configuration) { two in
                var generator = SystemRandomNumberGenerator()
                let matches = (0..<20).map { _ in
                    Confirmations.duel(MatchID(shard: Shard.all[3], using: &generator).rawValue)
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for match in matches {
                        one.queue.know(match)
                        group.addTask { _ = try await one.report(Confirmations.report(match)) }
                        group.addTask {
                            try await two.desk.abandon(AbandonmentRequested(match: match, reason: "leaseExpired"))
                        }
                        group.addTask { try await two.desk.confirm(match) }
                    }
                    try await group.waitForAll()
                }
                let rows = try await one.pool.query(
                    """
                    SELECT count(*) FILTER (WHERE type = $1) AS recorded, count(*) FILTER (WHERE type = $2) AS abandoned,
                        count(*) AS events, max(state) AS state, max(matches.sequence) AS sequence
                    FROM outbox JOIN matches ON match_id = subject GROUP BY match_id
                    """, MatchResultRecorded.type, MatchAbandoned.type)
                #expect(rows.count == matches.count)
                for row in rows {
                    let recorded: Int = try row.decode("recorded")
                    let abandoned: Int = try row.decode("abandoned")
                    #expect(recorded + abandoned == 1)
                    #expect(try row.decode("state", as: String.self) == (recorded == 1 ? "completed" : "abandoned"))
                    #expect(try row.decode("events", as: Int.self) == 2 + recorded)
                    #expect(try row.decode("sequence", as: Int.self) == 2 + recorded)
                }
            }
        }
    }

    @Test("Only players, the server and operators see a match; a fresh one is asked of the queue")
    func visibility() async throws {
        try await IntakeFixture.with { results in
            results.queue.know(match)
            func sees(_ caller: PlayerID, isOperator: Bool = false) async throws -> Bool {
                do {
                    _ = try await results.desk.match(
                        GetMatch(matchID: match.matchID, caller: caller, callerIsOperator: isOperator))
                    return true
                } catch let refusal as Refusal {
                    #expect(refusal.code == .notFound)
                    return false
                }
            }
            let player = try await sees(PlayerID("pjuri"))
            let server = try await sees(Confirmations.server)
            let anOperator = try await sees(PlayerID("poperator"), isOperator: true)
            let stranger = try await sees(PlayerID("pstranger"))
            #expect(player && server && anOperator && !stranger)
        }
    }

    @Test("A deleted user's name is hidden once the match has ended, and the id stays")
    func deletedPlayers() async throws {
        try await IntakeFixture.with { results in
            try await results.desk.confirm(match)
            try await results.desk.forget(UserDeleted(playerID: PlayerID("pjuri")))
            func names() async throws -> [String] {
                try await results.desk.match(
                    GetMatch(matchID: match.matchID, caller: PlayerID("pmagda"), callerIsOperator: false)
                ).players.map(\.nickname)
            }
            #expect(try await names() == ["magda", "juri"])
            _ = try await results.desk.report(Confirmations.report(match))
            #expect(try await names() == ["magda", "deleted-user"])
            #expect(try await results.report(Confirmations.report(match)) == nil)
        }
    }

    @Test("Migrations may run twice, at once and again")
    func migrations() async throws {
        try await TestDatabase.with { database in
            let applied = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await Migrator(service: "results", migrations: ResultsMigrations.all)
                            .migrate(database.configuration).count
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(applied == ResultsMigrations.all.count)
        }
    }
}
