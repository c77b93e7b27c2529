import API
import APIClient
import Contracts
import Foundation
import TestKit
import Testing

extension SystemSuite.Outside {
    /// What operators take away: `GET /results`, and the same by the command.
    @Suite(.timeLimit(.minutes(2))) struct ResultsExportTests {
        private static func first(_ list: JSONValue?) -> JSONValue? {
            if case .array(let elements)? = list { elements.first } else { nil }
        }

        @Test("Results are there as JSON, as JSON lines and as a table, for operators alone")
        func formats() async throws {
            let stack = try stack()
            let `operator` = try await stack.operator().client
            let (players, server, prepare) = try await stack.confirmedDuel()
            let config = prepare.matchConfig
            let custom = "{\"n\" : 1.50,\n\"map\":\"=1+1\"}"
            try await server.user.client.report(server.result(of: config, custom: JSONText(trusting: custom)))
            try await server.revoke()
            let record = try await `operator`.match(config.matchID)
            let completed = try #require(record.completedAt)
            let since = "since=\(completed)"

            let json = try await `operator`.ask(.get, "/results?\(since)")
            #expect(json.status == 200)
            #expect(json.headers["Content-Type"] == "application/json")
            #expect(Self.first(json["matches"])?["matchId"] == .string(config.matchID.rawValue))
            let lines = try await `operator`.ask(.get, "/results?format=jsonl&\(since)")
            let line = try #require(lines.text.split(separator: "\n").first)
            #expect(lines.text.split(separator: "\n").count == 1)
            #expect(try VerbatimJSON.decode(MatchRecord.self, from: Data(line.utf8)).matchID == config.matchID)
            let table = try await `operator`.ask(.get, "/results?format=csv&\(since)")
            #expect(table.headers["Content-Type"]?.hasPrefix("text/csv") == true)
            #expect(table.text == MatchTable.header + MatchTable.rows(of: record))

            let before = try await `operator`.ask(.get, "/results?format=csv&until=\(completed)")
            #expect(before.text.hasPrefix(MatchTable.header))
            #expect(!before.text.contains(config.matchID.rawValue))
            let none = try await `operator`.ask(.get, "/results?until=2001-01-01T00:00:00Z")
            #expect(none.json == .object(["matches": .array([])]))

            let wrong = try await `operator`.ask(.get, "/results?since=yesterday&format=xml")
            wrong.expectProblem(422)
            #expect(wrong.invalidFields == ["since", "format"])
            try await players[0].client.ask(.get, "/results").expectProblem(403)
            try await stack.anonymous().ask(.get, "/results").expectProblem(401)
            try await `operator`.ask(.post, "/results", "{}").expectProblem(405)
        }

        @Test("The command writes the same, to a file or into a pipe")
        func command() async throws {
            let stack = try stack()
            let `operator` = try await stack.operator().client
            let (_, server, prepare) = try await stack.confirmedDuel()
            try await server.user.client.report(server.result(of: prepare.matchConfig))
            try await server.revoke()
            let table = try await `operator`.ask(.get, "/results?format=csv").text
            #expect(try await stack.command("muster", ["results", "export"]) == table)
            let file = FileManager.default.temporaryDirectory
                .appendingPathComponent("muster-export-\(UInt32.random(in: .min ... .max))")
            let said = try await stack.command("muster", ["results", "export", "--output", file.path])
            #expect(said.hasSuffix("matches in \(file.path)\n"))
            #expect(try String(contentsOf: file, encoding: .utf8) == table)
            try FileManager.default.removeItem(at: file)
            let lines = try await stack.command("muster", ["results", "export", "--format", "jsonl"])
            #expect(lines.split(separator: "\n").last?.contains(prepare.matchConfig.matchID.rawValue) == true)
        }

        @Test("A player who is gone is not named any more")
        func gone() async throws {
            let stack = try stack()
            let `operator` = try await stack.operator().client
            let (players, server, prepare) = try await stack.confirmedDuel()
            try await server.user.client.report(server.result(of: prepare.matchConfig))
            try await server.revoke()
            for player in players { _ = try await player.state(.matchComplete) }
            let leaver = players[0]
            let deletion = try await leaver.client.ask(.delete, "/user", #"{"password":"\#(leaver.password)"}"#)
            #expect(deletion.status == 200)
            try await eventually("the name is hidden") {
                let table = try await `operator`.ask(.get, "/results?format=csv").text
                return !table.contains(leaver.name) && table.contains("\(leaver.id),deleted-user")
            }
        }
    }
}
