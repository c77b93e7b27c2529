import Contracts
import Messaging
import TestKit
import Testing

@testable import ResultsService

@Suite("Results over the broker", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct ResultsBrokerLiveTests {
    private let match = Confirmations.duel()
    private static let deadline = Duration.seconds(5)

    @Test("A match is confirmed, reported a hundred times at once to two replicas, and told once under one id")
    func report() async throws {
        try await ResultsStage.with { stage in
            let heard = HeardMatches()
            try await stage.run(hearing: heard.handlers) { client, publisher in
                #expect(publisher.post(match))
                #expect(publisher.post(match))
                try await eventually("its confirmation is told") { !heard.all.isEmpty }
                let report = Confirmations.report(match, custom: #"{"map":"ash"}"#)
                let replies = try await withThrowingTaskGroup(of: ReportMatch.Reply.self) { group in
                    for _ in 0..<100 {
                        group.addTask { try await client.call(report, deadline: Self.deadline) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(replies.allSatisfy { $0 == .success(Done()) })
                let other = Confirmations.report(match, placements: [1, 1])
                #expect(try await client.call(other, deadline: Self.deadline).refusalCode == .conflict)
                try await eventually("the dispute is told") { heard.all.count >= 3 }
                #expect(
                    heard.all.map(\.type) == [
                        MatchConfirmed.type, MatchResultRecorded.type, MatchResultDisputed.type,
                    ])
                #expect(heard.all.map(\.id) == [1, 2, 4].map { "\(match.matchID).\($0)" })
                #expect(heard.all.map(\.sequence) == [1, 2, 4])
                let shown = try await client.call(
                    GetMatch(matchID: match.matchID, caller: PlayerID("pjuri"), callerIsOperator: false),
                    deadline: Self.deadline
                ).get()
                #expect(heard.all[1].match == shown)
                #expect(stage.queue.timesAsked == 0)
            }
        }
    }

    @Test("An abandonment that the queue asks for is told, and a later report refused")
    func abandonment() async throws {
        try await ResultsStage.with { stage in
            let heard = HeardMatches()
            try await stage.run(hearing: heard.handlers) { client, publisher in
                #expect(publisher.post(AbandonmentRequested(match: match, reason: "leaseExpired")))
                try await eventually("it is told") { heard.all.count == 2 }
                #expect(heard.all.map(\.type) == [MatchConfirmed.type, MatchAbandoned.type])
                #expect(heard.all.last?.match.state == .abandoned)
                let late = try await client.call(Confirmations.report(match), deadline: Self.deadline)
                #expect(late.refusalCode == .conflict)
            }
        }
    }

    @Test("A match that hasn't been heard of is asked of the queue: its word counts")
    func asksTheQueue() async throws {
        try await ResultsStage.with { stage in
            try await stage.run { client, _ in
                let report = Confirmations.report(match)
                let before = try await client.call(report, deadline: Self.deadline)
                stage.queue.know(match)
                let after = try await client.call(report, deadline: Self.deadline)
                #expect(before.refusalCode == .notFound)
                #expect(after == .success(Done()))
            }
        }
    }

    @Test("Without the queue nothing is known of a match that hasn't been heard of: ask again")
    func queueIsAway() async throws {
        try await ResultsStage.with { stage in
            try await stage.run(withQueue: false) { client, _ in
                let reply = try await client.call(Confirmations.report(match), deadline: Self.deadline)
                guard case .refused(let refusal) = reply else {
                    Issue.record("\(reply)")
                    return
                }
                #expect(refusal.code == .unavailable)
                #expect(refusal.retryAfterSeconds == 1)
            }
        }
    }
}

extension Outcome {
    /// The refusal's code, `nil` for success.
    fileprivate var refusalCode: Refusal.Code? {
        if case .refused(let refusal) = self { refusal.code } else { nil }
    }
}
