import Contracts
import Foundation
import Messaging
import TestKit
import Testing

@testable import QueueService

@Suite(.enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct RankedTests {
    private static let ranked = """
        {"mode":"ranked","acceptanceRequired":false,"placement":"none","ruleSet":{"ruleLanguageVersion":"1.0",
        "playerAttributes":[{"name":"region","type":"string","default":"any"},{"name":"class","type":"string"}],
        "teams":[{"name":"red","minPlayers":1,"maxPlayers":1},{"name":"blue","minPlayers":1,"maxPlayers":1}],
        "rules":[{"name":"close","type":"distance","measurements":["flatten(teams[red].players.attributes[rating])"],
        "referenceValue":"avg(flatten(teams[blue].players.attributes[rating]))","maxDistance":1}]}}
        """

    private func withRanked(_ body: @escaping @Sendable (QueueClient) async throws -> Void) async throws {
        try await QueueStage.with { stage in
            try Data(Self.ranked.utf8).write(to: stage.modes.appending(path: "ranked.json"))
            try await stage.run([try await QueueReplica("one", stage)]) { client in
                try await body(client)
                #expect(try await client.faults() == [])
            }
        }
    }

    @Test("attributes are checked against the mode: missing and wrong ones are named, unknown ones don't matter")
    func attributes() async throws {
        try await withRanked { client in
            for (attributes, field) in [
                ([:], "attributes.class"), (["class": .integer(1)], "attributes.class"),
                (["class": .string("mage"), "region": .array([])], "attributes.region"),
            ] as [([String: JSONValue], String)] {
                guard case .refused(let refusal) = try await client.enqueue("ann", attributes) else {
                    Issue.record("taken: \(attributes)")
                    continue
                }
                #expect(refusal.code == .invalid && refusal.errors?.map(\.field) == [field])
            }
            let taken = try await client.enqueue("ann", ["class": .string("mage"), "hat": .null]).get()
            #expect(taken.kind == .lookingForMatch)
        }
    }

    @Test("players are matched by the ratings that results has told, whatever they say themselves")
    func ratings() async throws {
        try await withRanked { client in
            try await client.rate("ann", 20, at: "2026-05-01T10:00:00Z")
            try await client.rate("carl", 20.5, at: "2026-05-01T10:00:00Z")
            try await client.rate("carl", 3, at: "2026-05-01T09:00:00Z")  // late news of an earlier match
            let mage: [String: JSONValue] = ["class": .string("mage")]
            _ = try await client.enqueue("ann", mage)
            _ = try await client.enqueue("bob", mage.merging(["rating": .integer(20)]) { $1 })
            #expect(try await client.state("bob").kind == .lookingForMatch)
            _ = try await client.enqueue("carl", mage.merging(["rating": .integer(0)]) { $1 })
            try await eventually("ann and carl meet") { try await client.state("ann").kind == .matchConfirmed }
            #expect(try await client.state("ann").matchConfig?.nicknames.sorted() == ["ann", "carl"])
            _ = try await client.enqueue("dora", mage)
            try await eventually("newcomers meet") { try await client.state("bob").kind == .matchConfirmed }
        }
    }
}

extension QueueClient {
    fileprivate func enqueue(_ name: String, _ attributes: [String: JSONValue]) async throws -> Outcome<PlayerState> {
        try await call(
            EnqueueTicket(
                commandID: Self.newID(),
                players: [TicketPlayer(playerID: PlayerID(name), username: name, attributes: attributes)],
                modes: ["ranked"], gateway: id), QueueStage.near)
    }

    /// What results tells of a match, and waits until it is known.
    fileprivate func rate(_ name: String, _ rating: Double, at time: String) async throws {
        let matches = try await count("SELECT count(*) FROM commands WHERE reply IS NOT NULL")
        var random = SystemRandomNumberGenerator()
        let match = MatchRecord(
            matchID: MatchID(shard: QueueStage.near, using: &random), mode: "ranked", state: .completed, region: nil,
            address: "", createdAt: time, completedAt: time,
            players: [MatchRecord.Player(playerID: PlayerID(name), nickname: name, faction: "red", placement: 1)],
            custom: nil)
        let known = PlayerRating(
            playerID: PlayerID(name), mode: "ranked", mu: rating + 6, sigma: 2, rating: rating, matches: 4)
        try await events.publish(
            MatchResultRecorded(match: match, ratings: [known]), id: UUID().uuidString,
            time: Timestamp(milliseconds: 0))
        try await eventually("the rating is known") {
            try await self.count("SELECT count(*) FROM commands WHERE reply IS NOT NULL") > matches
        }
    }
}
