import AMQP
import API
import APIClient
import Contracts
import Foundation
import HTTPTypes
import Messaging
import TestKit
import Testing
import Tracing

extension SystemSuite.Outside {
    /// What operators read of a running system.
    @Suite(.timeLimit(.minutes(2))) struct LogTests {
        /// The log from its beginning, up to where of each of these subjects so many events have been told.
        private func log(
            _ wanted: [String: Int], on stack: TestStack
        ) async throws -> [(json: Data, event: LoggedEvent)] {
            let reader = LogReader(try AMQPConfiguration(url: stack.opsURL), from: .first)
            return try await withServices([reader]) {
                var found: [(json: Data, event: LoggedEvent)] = []
                var missing = wanted
                var known: Set<String> = []
                while let batch = await reader.nextBatch() {
                    for entry in batch {
                        let event = try entry.event()
                        found.append((entry.json, event))
                        guard known.insert(event.id).inserted, let count = missing[event.subject] else { continue }
                        missing[event.subject] = count > 1 ? count - 1 : nil
                        if missing.isEmpty { return found }
                    }
                }
                return found
            }
        }

        /// The events of a match, once there are so many. The log may tell one twice.
        private func events(
            of match: MatchID, _ count: Int, on stack: TestStack
        ) async throws -> [(json: Data, event: LoggedEvent)] {
            var known: Set<String> = []
            return try await log([match.rawValue: count], on: stack)
                .filter { $0.event.subject == match.rawValue && known.insert($0.event.id).inserted }
        }

        private static var checkEvents: String {
            URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("../../../scripts/check-events").standardizedFileURL.path
        }

        @Test("Every event is as the AsyncAPI document describes it, and replay tells it again to the byte")
        func described() async throws {
            let stack = try stack()
            let season = TestStack.newName("season")
            try await stack.command("muster", ["season", "start", season])
            // A result, and a dispute of it.
            let (_, server, prepare) = try await stack.confirmedDuel()
            let added = #"{"map" : "harbour", "n":1.50}"#
            let result = server.result(of: prepare.matchConfig, custom: JSONText(trusting: added))
            try await server.user.client.report(result)
            var other = result
            other.custom = nil
            await #expect(throws: GatewayError.self) { try await server.user.client.report(other) }
            try await server.revoke()
            // A match without a result.
            let (_, failing, lost) = try await stack.confirmedDuel()
            let crash = #"{"matchId":"\#(lost.matchConfig.matchID)","state":"Idle","reason":"crash"}"#
            #expect(try await failing.user.client.ask(.post, "/matchmaking/state", crash).status == 200)
            try await failing.revoke()

            let count = try await log(
                [season: 1, prepare.matchConfig.matchID.rawValue: 4, lost.matchConfig.matchID.rawValue: 2], on: stack
            ).count
            let tail = try await stack.command(
                "muster", ["results", "tail", "--from", "first", "--limit", "\(count)"])
            let lines = tail.split(separator: "\n").map(String.init)
            #expect(lines.count == count)
            #expect(
                lines.contains { $0.contains(#""custom":\#(added)"#) }, "what the server added is told to the letter")
            let seen = try await stack.run([Self.checkEvents, "--strict"], input: tail)
            for type in [
                MatchConfirmed.type, MatchResultRecorded.type, RatingChanged.type, MatchResultDisputed.type,
                MatchAbandoned.type,
                SeasonStarted.type,
            ] {
                #expect(seen.contains("\(type) "), "\(seen)")
            }
            let replay = try await stack.command("muster", ["results", "replay"])
            let told2 = Set(replay.split(separator: "\n").map(String.init))
            for line in lines { #expect(told2.contains(line), "not told again: \(line)") }
            // What doesn't fit is found.
            let broken = lines[0].replacing(#""specversion":"1.0""#, with: #""specversion":"0.9""#)
            await #expect(throws: TestStack.Failed.self) {
                try await stack.run([Self.checkEvents], input: broken + "\n")
            }
        }

        @Test("Replay begins and ends where it is told to")
        func replayed() async throws {
            let stack = try stack()
            let (_, server, prepare) = try await stack.confirmedDuel()
            let match = prepare.matchConfig.matchID
            try await server.user.client.report(server.result(of: prepare.matchConfig))
            let told = try await events(of: match, 2, on: stack)
            let moments = try told.map { try #require($0.event.time) }
            try #require(moments[0] < moments[1])
            func replay(_ since: Timestamp, _ until: Timestamp) async throws -> [String] {
                let text = try await stack.command(
                    "muster", ["results", "replay", "--since", since.rfc3339, "--until", until.rfc3339])
                return try text.split(separator: "\n").map { try LoggedEvent(json: Data($0.utf8)) }
                    .filter { $0.subject == match.rawValue }.map(\.id)
            }
            #expect(try await replay(moments[0], moments[1]) == ["\(match).1"])
            #expect(try await replay(moments[1], moments[1] + .seconds(60)) == ["\(match).2", "\(match).3"])
            #expect(try await replay(moments[0] - .seconds(5), moments[0]) == [])
            await #expect(throws: TestStack.Failed.self) {
                try await stack.command("muster", ["results", "replay", "--since", "yesterday"])
            }
            try await server.revoke()
        }

        @Test("The trace that a client names is on the events that its request causes")
        func traces() async throws {
            let stack = try stack()
            let server = try await ManualServer.offering(on: stack)
            let players = [try await stack.player(), try await stack.player()]
            let traces = (0..<4).map { _ in TraceContext.random().traceParentHeaderValue.dropLast() + "1" }
            func headers(_ trace: Int) -> HTTPFields { ["traceparent": String(traces[trace])] }
            for player in players {
                let asked = try await player.client.ask(
                    .post, "/matchmaking/enqueue", #"{"type":"LookForMatch","modes":["duel"]}"#, headers: headers(0))
                #expect(asked.status == 201)
            }
            for (index, player) in players.enumerated() {
                _ = try await player.state(.matchFound)
                let accepted = try await player.client.ask(
                    .put, "/matchmaking/enqueue", #"{"type":"AcceptMatch"}"#, headers: headers(1 + index))
                #expect(accepted.status == 202)
            }
            let config = try await server.prepared().matchConfig
            let outcome = config.nicknames.enumerated().map { #"{"nickname":"\#($1)","placement":\#($0 + 1)}"# }
            let report =
                #"{"type":"MatchComplete","matchData":{"matchId":"\#(config.matchID)","outcome":[\#(outcome.joined(separator: ","))]}}"#
            let reported = try await server.user.client.ask(
                .post, "/matchmaking/report", report, headers: headers(3))
            #expect(reported.status == 200)

            let told = try await events(of: config.matchID, 3, on: stack)
            #expect(told[0].event.type == MatchConfirmed.type)
            // The last acceptance made it a match.
            #expect(told[0].event.trace?.traceParentHeaderValue == String(traces[2]))
            #expect(told[1].event.type == MatchResultRecorded.type)
            #expect(told[1].event.trace?.traceParentHeaderValue == String(traces[3]))
            #expect(told[2].event.type == RatingChanged.type)
            #expect(told[2].event.trace?.traceParentHeaderValue == String(traces[3]))
            #expect(told.map(\.event.sequence) == [1, 2, 3])
            #expect(told.map(\.event.id) == (1...3).map { "\(config.matchID).\($0)" })
            try await server.revoke()
        }

        @Test("A request that names no trace, or one that can't be read, gets one of its own")
        func ownTrace() async throws {
            let stack = try stack()
            let (_, server, prepare) = try await stack.confirmedDuel()
            let config = prepare.matchConfig
            let abandoned = try await server.user.client.ask(
                .post, "/matchmaking/state", #"{"matchId":"\#(config.matchID)","state":"Idle","reason":"crash"}"#,
                headers: ["traceparent": "00-00000000000000000000000000000000-0000000000000000-01"])
            #expect(abandoned.status == 200)
            let told = try await events(of: config.matchID, 2, on: stack)
            let traces = told.compactMap(\.event.trace?.traceID)
            #expect(traces.count == 2)
            #expect(Set(traces).count == 2)
            #expect(told[1].event.type == MatchAbandoned.type)
            // The event may be told before it is logged.
            try await eventually("the log has the trace") {
                try await stack.logText("results").split(separator: "\n").contains { line in
                    line.contains("match abandoned") && line.contains(config.matchID.rawValue)
                        && line.contains(#""trace.id":"\#(traces[1])""#)
                }
            }
            try await server.revoke()
        }
    }
}
