import Contracts
import Foundation
import Messaging
import TestKit
import Testing

@testable import QueueService

@Suite(.enabled(if: LiveServers.wanted), .timeLimit(.minutes(3)))
struct OwnershipTests {
    /// Two processes that own the shards between them.
    private func withTwoProcesses(
        _ body: @escaping @Sendable (QueueStage, QueueClient, (_ name: String) -> QueueProcess) async throws -> Void
    ) async throws {
        try await QueueStage.with { stage in
            let processes = [try QueueProcess("one", stage), try QueueProcess("two", stage)]
            defer { for process in processes { process.process.signal(SIGKILL) } }
            try await stage.run { client in
                try await eventually("the shards are shared", within: .seconds(30)) {
                    try await client.count(
                        "SELECT count(*) FROM (SELECT owner FROM shards WHERE owner IS NOT NULL GROUP BY owner HAVING count(*) = 8) x"
                    ) == 2
                }
                _ = try await client.enqueue("warm", modes: ["joust"], shard: QueueStage.far)
                try await body(stage, client) { owner in processes.first { owner.hasPrefix($0.name) }! }
                #expect(try await client.faults() == [])
            }
            for process in processes {
                process.process.signal(SIGKILL)
                try await process.process.end()
            }
        }
    }

    @Test("when the owner is killed nobody loses a place, and another one has taken over within 3 s")
    func killed() async throws {
        try await withTwoProcesses { _, client, process in
            try await client.offer("10.0.0.1:7000")
            let ticket = try await client.enqueue("ann").get()
            let owner = try #require(try await client.owner(of: QueueStage.near))
            client.forgetTakeOvers()
            let victim = process(owner).process
            let killed = ContinuousClock.now
            victim.signal(SIGKILL)
            try await eventually("taken over") { client.takenOver(QueueStage.near) }
            #expect(killed.duration(to: .now) < .seconds(3))
            try await client.enqueue("bob")
            let state = try await client.state("ann")
            #expect(state.ticketID == ticket.ticketID && state.enqueuedAt == ticket.enqueuedAt)
            #expect(state.kind == .matchFound)
            try await client.answer("ann")
            #expect(try await client.answer("bob").get().kind == .matchConfirmed)
        }
    }

    @Test("commands that the killed owner had taken are carried out by the next, once")
    func killedInTheMiddle() async throws {
        try await withTwoProcesses { _, client, process in
            let owner = try #require(try await client.owner(of: QueueStage.near))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask { _ = try await client.enqueue("p\(number)", modes: ["duo"]).get() }
                    if number == 20 { process(owner).process.signal(SIGKILL) }
                }
                try await group.waitForAll()
            }
            #expect(try await client.count("SELECT count(*) FROM tickets WHERE shard = \(QueueStage.near)") == 60)
            #expect(
                try await client.count("SELECT count(DISTINCT match_id) FROM tickets WHERE match_id IS NOT NULL") == 15)
        }
    }

    @Test("an owner that was frozen and wakes writes nothing, and goes on as one of two")
    func frozen() async throws {
        try await withTwoProcesses { _, client, process in
            let owner = try #require(try await client.owner(of: QueueStage.near))
            let frozen = process(owner).process
            try await client.enqueue("ann")
            client.forgetTakeOvers()
            frozen.signal(SIGSTOP)
            try await eventually("taken over") { client.takenOver(QueueStage.near) }
            // Some of these may lie with the frozen one, whose connections the broker still believes in.
            async let bob = client.enqueue("bob", within: .seconds(30))
            try await eventually("somebody else owns it") { try await client.owner(of: QueueStage.near) != owner }
            frozen.signal(SIGCONT)
            _ = try await bob.get()
            try await eventually("found") { try await client.state("ann").kind == .matchFound }
            let match = try await client.found("bob")
            #expect(try await client.state("ann").matchID == match)
            try await eventually("an even share again") {
                try await client.count(
                    "SELECT count(*) FROM (SELECT owner FROM shards GROUP BY owner HAVING count(*) = 8) x") == 2
            }
        }
    }

    @Test("whoever stops in good order hands over at once")
    func stopped() async throws {
        try await withTwoProcesses { _, client, process in
            try await client.enqueue("ann")
            let owner = try #require(try await client.owner(of: QueueStage.near))
            client.forgetTakeOvers()
            process(owner).process.signal(SIGTERM)
            let begun = ContinuousClock.now
            try await eventually("taken over") { client.takenOver(QueueStage.near) }
            #expect(begun.duration(to: .now) < .milliseconds(1500))
            #expect(try await process(owner).process.end() == 0)
            try await client.enqueue("bob")
            #expect(try await client.state("ann").kind == .matchFound)
        }
    }
}
