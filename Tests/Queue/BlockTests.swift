import Contracts
import Foundation
import Messaging
import TestKit
import Testing

@testable import QueueService

@Suite(.enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct BlockTests {
    private func withOneReplica(_ body: @escaping @Sendable (QueueClient) async throws -> Void) async throws {
        try await QueueStage.with { stage in
            try await stage.run([try await QueueReplica("one", stage)]) { client in
                try await body(client)
                #expect(try await client.faults() == [])
            }
        }
    }

    @Test("players are blocked and unblocked, in order, and a gone player is forgotten")
    func list() async throws {
        try await withOneReplica { client in
            #expect(try await client.ask(ListBlocks(playerID: "ann")) == [])
            #expect(try await client.ask(BlockPlayer(playerID: "ann", blockedID: "bob")) == .success(["bob"]))
            #expect(try await client.ask(BlockPlayer(playerID: "ann", blockedID: "al")) == .success(["bob", "al"]))
            #expect(try await client.ask(BlockPlayer(playerID: "ann", blockedID: "bob")) == .success(["bob", "al"]))
            #expect(try await client.ask(UnblockPlayer(playerID: "ann", blockedID: "bob")) == .success(["al"]))
            guard case .refused(let refusal) = try await client.ask(UnblockPlayer(playerID: "ann", blockedID: "bob"))
            else { Issue.record("done twice"); return }
            #expect(refusal.code == .notFound)
            try await client.events.publish(
                UserDeleted(playerID: "al"), id: UUID().uuidString, time: .init(milliseconds: 0))
            try await eventually("al is forgotten") { try await client.ask(ListBlocks(playerID: "ann")) == [] }
        }
    }

    @Test("nobody blocks more than five hundred")
    func full() async throws {
        try await withOneReplica { client in
            try await client.pool.execute(
                "INSERT INTO blocks (player_id, blocked_id) SELECT 'ann', 'p' || n FROM generate_series(1, 500) AS n")
            guard case .refused(let refusal) = try await client.ask(BlockPlayer(playerID: "ann", blockedID: "bob"))
            else { Issue.record("taken"); return }
            #expect(refusal.code == .conflict)
        }
    }

    @Test("who is blocked is passed over, whoever of the two did it, also when it is done while they search")
    func passedOver() async throws {
        try await withOneReplica { client in
            _ = try await client.ask(BlockPlayer(playerID: "ann", blockedID: "bob"))
            try await client.enqueue("ann")
            try await client.enqueue("bob")
            #expect(try await client.state("bob").kind == .lookingForMatch)
            #expect(try await client.ask(BlockPlayer(playerID: "eve", blockedID: "ann")) == .success(["ann"]))
            #expect(try await client.ask(BlockPlayer(playerID: "bob", blockedID: "eve")) == .success(["eve"]))
            try await client.enqueue("eve")
            #expect(try await client.state("eve").kind == .lookingForMatch)
            #expect(try await client.ask(UnblockPlayer(playerID: "bob", blockedID: "eve")) == .success([]))
            try await eventually("bob and eve meet") { try await client.state("bob").kind == .matchFound }
            #expect(try await client.state("eve").matchConfig?.nicknames.sorted() == ["bob", "eve"])
            #expect(try await client.state("ann").kind == .lookingForMatch)
        }
    }
}
