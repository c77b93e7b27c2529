import AMQP
import Contracts
import Foundation
import Messaging
import TestKit
import Testing
import Threads

extension SystemSuite.Outside {
    /// `muster results tail`, into a pipe and onto a terminal.
    @Suite(.timeLimit(.minutes(2))) struct TailCommandTests {
        /// Plays a match to its result; its events as they stand in the log.
        private func played(on stack: TestStack) async throws -> (match: MatchID, entries: [LogEntry]) {
            let (_, server, prepare) = try await stack.confirmedDuel()
            let match = prepare.matchConfig.matchID
            try await server.user.client.report(server.result(of: prepare.matchConfig))
            try await server.revoke()
            let reader = LogReader(try AMQPConfiguration(url: stack.opsURL), from: .first)
            return try await withServices([reader]) {
                var entries: [String: LogEntry] = [:]
                while entries.count < 3, let batch = await reader.nextBatch() {
                    for entry in batch {
                        let event = try entry.event()
                        if event.subject == match.rawValue, entries[event.id] == nil { entries[event.id] = entry }
                    }
                }
                return (match, entries.values.sorted { $0.offset < $1.offset })
            }
        }

        private func ids(_ output: String) throws -> [String] {
            try output.split(separator: "\n").map { try LoggedEvent(json: Data($0.utf8)).id }
        }

        /// Runs a command on a terminal; all that was shown there.
        private func onTerminal(_ words: [String], _ settings: [String] = [], _ stack: TestStack) async throws -> String
        {
            let command = ([TestStack.executable("muster")] + words).map { "'\($0)'" }.joined(separator: " ")
            return try await stack.run(
                // Whoever runs the tests may want no colours himself; SwiftPM says so where its output is no terminal.
                ["/usr/bin/env", "--unset=NO_COLOR", "TERM=xterm"] + settings + [
                    "/usr/bin/script", "-qec", command, "/dev/null",
                ])
        }

        @Test("It begins at an offset, at a moment, at the end, or with what comes")
        func begins() async throws {
            let stack = try stack()
            let (match, entries) = try await played(on: stack)
            func tail(_ words: String...) async throws -> [String] {
                try ids(try await stack.command("muster", ["results", "tail", "--limit", "1"] + words))
            }
            #expect(try await tail("--from", "\(entries[1].offset)") == ["\(match).2"])
            #expect(try await tail("--from", "\(entries[2].offset)") == ["\(match).3"])
            let moment = try #require(try entries[1].event().time)
            #expect(try await tail("--from", moment.rfc3339) == ["\(match).2"])
            #expect(try await tail("--from", "first") != tail("--from", "last"))
            for wrong in ["yesterday", "-1", ""] {
                await #expect(throws: TestStack.Failed.self) { _ = try await tail("--from", wrong) }
            }

            // Nobody says when it has begun to read, so something is told until it has heard.
            let following = try await stack.run("muster", ["results", "tail", "--limit", "1"])
            let told = Locked([String]())
            try await eventually("what comes is shown") {
                let season = TestStack.newName("season")
                told.withLock { $0.append(season) }
                try await stack.command("muster", ["season", "start", season])
                return following.process.hasEnded
            }
            let line = try LoggedEvent(json: Data(contentsOf: following.log))
            #expect(line.type == SeasonStarted.type && told.withLock { $0.contains(line.subject) })
        }

        @Test("On a terminal it is lines for people, in colour unless they don't want any; --json is JSON there too")
        func terminal() async throws {
            let stack = try stack()
            let (match, entries) = try await played(on: stack)
            let words = ["results", "tail", "--from", "\(entries[0].offset)", "--limit", "3"]
            let shown = try await onTerminal(words, [], stack)
            let record = try JSONDecoder().decode(MatchRecord.self, from: entries[1].event().data)
            #expect(shown.contains("\u{1b}["))
            let plain = try await onTerminal(words, ["NO_COLOR=1"], stack)
            #expect(!plain.contains("\u{1b}"))
            let lines = plain.split(whereSeparator: \.isNewline)
            #expect(lines.count == 3 && lines.allSatisfy { $0.hasSuffix(match.rawValue) && !$0.contains("{") })
            #expect(lines[0].contains("confirmed") && lines[0].contains(record.address))
            #expect(lines[1].contains("result.recorded") && lines[1].contains("1 \(record.players[0].nickname) +"))
            #expect(lines[2].contains("rating.changed"))
            let json = try await onTerminal(words + ["--json"], [], stack)
            #expect(
                try json.split(whereSeparator: \.isNewline).map { try LoggedEvent(json: Data($0.utf8)).id }
                    == (1...3).map { "\(match).\($0)" })
        }

        @Test("An export into a file shows on a terminal how far it is")
        func progress() async throws {
            let stack = try stack()
            _ = try await played(on: stack)
            let file = FileManager.default.temporaryDirectory
                .appendingPathComponent("muster-export-\(UInt32.random(in: .min ... .max))")
            let shown = try await onTerminal(["results", "export", "--output", file.path], [], stack)
            #expect(shown.contains("100 %") && shown.contains("█"))
            #expect(shown.contains("matches in \(file.path)"))
            try FileManager.default.removeItem(at: file)
        }
    }
}
