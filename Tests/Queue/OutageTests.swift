import Contracts
import Foundation
import Postgres
import TestKit
import Testing

@testable import QueueService

@Suite(.enabled(if: LiveServers.wanted), .timeLimit(.minutes(3)))
struct OutageTests {
    /// One who searches, and two of whom one has accepted.
    private func queue(_ client: QueueClient) async throws -> MatchID {
        try await client.enqueue("eve", modes: ["duo"])
        try await client.enqueue("ann")
        try await client.enqueue("bob")
        let match = try await client.found("ann")
        try await client.answer("ann")
        return match
    }

    /// What was away is back, for every part of the replica that needs it.
    private func heardAgain(_ client: QueueClient) async throws {
        try await eventually("heard again", within: .seconds(60)) {
            do {
                _ = try await client.state("eve")
                return true
            } catch { return false }
        }
    }

    /// Nobody has lost anything, and the match goes on.
    private func goesOn(_ client: QueueClient, _ match: MatchID) async throws {
        #expect(try await client.state("eve").kind == .lookingForMatch)
        let bob = try await client.state("bob")
        #expect(bob.kind == .matchFound && bob.matchID == match)
        try await client.offer("10.0.0.1:7000")
        try await client.answer("bob")
        try await eventually("confirmed") { try await client.state("ann").kind == .matchConfirmed }
        #expect(try await client.faults() == [])
    }

    @Test("after Postgres has crashed and come back, everybody is where they were, with time to answer")
    func database() async throws {
        try await PrivatePostgres.with { postgres in
            try await TestVirtualHost.with { host in
                let database = PostgresConfiguration(url: postgres.url)
                try await QueueStage.with(database, host.configuration) { stage in
                    try await stage.run([try await QueueReplica("one", stage)]) { client in
                        let match = try await queue(client)
                        let acceptBy = try #require(try await client.state("bob").acceptBy)
                        try await postgres.stop(SIGKILL)
                        let late = Task { try await client.enqueue("late", modes: ["duo"], within: .seconds(30)) }
                        try await eventually("refused while it is away") {
                            do {
                                _ = try await client.state("eve")
                                return false
                            } catch { return true }
                        }
                        let away = ContinuousClock.now
                        try await eventually("it was away for long") { away.duration(to: .now) > .seconds(6) }
                        try await postgres.start()
                        _ = try await late.value.get()
                        try await heardAgain(client)
                        try await eventually("time to answer") {
                            try await client.state("bob").acceptBy ?? acceptBy > acceptBy
                        }
                        try await goesOn(client, match)
                    }
                }
            }
        }
    }

    @Test("after RabbitMQ has crashed and come back, everybody is where they were, with time to answer")
    func broker() async throws {
        try await PrivateRabbitMQ.with { rabbit in
            try await TestDatabase.with { database in
                try await QueueStage.with(database.configuration, rabbit.configuration) { stage in
                    try await rabbit.writeDownQueues()
                    try await stage.run([try await QueueReplica("one", stage)]) { client in
                        let match = try await queue(client)
                        let acceptBy = try #require(try await client.state("bob").acceptBy)
                        try await rabbit.kill()
                        let away = ContinuousClock.now
                        try await eventually("it was away for long") { away.duration(to: .now) > .seconds(6) }
                        try await rabbit.start()
                        try await heardAgain(client)
                        try await eventually("time to answer") {
                            try await client.state("bob").acceptBy ?? acceptBy > acceptBy
                        }
                        try await goesOn(client, match)
                    }
                }
            }
        }
    }
}
