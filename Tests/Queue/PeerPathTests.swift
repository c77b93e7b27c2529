import Contracts
import Foundation
import Messaging
import TestKit
import Testing

@testable import QueueService

@Suite(.enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct PeerPathTests {
    static let shard = PeerPools.shard(region: "Europe")

    @Test("two peers are brought together, meet, and leave no row behind")
    func meet() async throws {
        try await QueueStage.with { stage in
            try await stage.run([try await QueueReplica("one", stage)]) { client in
                let ann = try await client.joinPeers(port: 1, listening: true)
                let bob = try await client.joinPeers(port: 2, listening: false)
                try await eventually("the listening one is told") {
                    client.told(ann.matcherID)?.opponent?.address.port == 2
                }
                let view = try await client.ask(bob.matcherID)
                #expect(view.kind == .testing && view.opponent?.address.port == 1)
                #expect(try await client.count("SELECT count(*) FROM peer_pairs") == 1)

                let report = ReportPing(
                    commandID: QueueClient.newID(), matcherID: bob.matcherID,
                    results: [PingResult(opponent: try #require(view.opponent).handle, milliseconds: 5)])
                #expect(try await client.call(report, Self.shard).get().hostFor == view.opponent)
                try await eventually("the other is told") { client.told(ann.matcherID)?.kind == .awaiting }
                let early = OpenPeerPort(commandID: QueueClient.newID(), matcherID: ann.matcherID, port: 1)
                guard case .refused(let refusal) = try await client.call(early, Self.shard) else {
                    Issue.record("a guest opened its port")
                    return
                }
                #expect(refusal.code == .conflict)
                let open = OpenPeerPort(commandID: QueueClient.newID(), matcherID: bob.matcherID, port: 7000)
                #expect(try await client.call(open, Self.shard) == .success(Done()))
                try await eventually("the guest is sent") {
                    client.told(ann.matcherID)?.match == PeerAddress(ip: "192.0.2.1", port: 7000)
                }
                #expect(try await client.ask(ann.matcherID).kind == .starting)
                let leave = LeavePeers(commandID: QueueClient.newID(), matcherID: ann.matcherID)
                #expect(try await client.call(leave, Self.shard) == .success(Done()))
                #expect(try await client.call(leave, Self.shard) == .success(Done()), "the same again is the same")
                #expect(try await client.count("SELECT count(*) FROM peer_pairs") == 0)
                #expect(try await client.count("SELECT count(*) FROM matchers") == 0)
                #expect(try await client.faults() == [])
            }
        }
    }

    @Test("a thousand who ask at once are all in a pair, nobody in two")
    func crowd() async throws {
        try await QueueStage.with { stage in
            try await stage.run([try await QueueReplica("one", stage)]) { client in
                let ids = try await withThrowingTaskGroup(of: MatcherID.self) { group in
                    for port in 1...1000 {
                        group.addTask { try await client.joinPeers(port: UInt16(port), listening: false).matcherID }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let opponents = try await withThrowingTaskGroup(of: UInt16?.self) { group in
                    for id in ids { group.addTask { try await client.ask(id).opponent?.address.port } }
                    return try await group.reduce(into: [UInt16?]()) { $0.append($1) }
                }
                #expect(Set(opponents.compactMap { $0 }).count == 1000)
                #expect(try await client.count("SELECT count(*) FROM peer_pairs") == 500)
                #expect(try await client.faults() == [])
            }
        }
    }

    @Test("a pair survives the kill of its shard's owner, bad matches do, too")
    func killed() async throws {
        try await QueueStage.with { stage in
            let processes = [try QueueProcess("one", stage), try QueueProcess("two", stage)]
            defer { for process in processes { process.process.signal(SIGKILL) } }
            try await stage.run { client in
                try await eventually("the shards are shared", within: .seconds(30)) {
                    try await client.count("SELECT count(DISTINCT owner) FROM shards WHERE owner IS NOT NULL") == 2
                }
                let ann = try await client.joinPeers(port: 1, listening: true).matcherID
                let bad = try await client.joinPeers(port: 2, listening: false).matcherID
                let first = try await client.ask(bad)
                let report = ReportPing(
                    commandID: QueueClient.newID(), matcherID: bad,
                    results: [PingResult(opponent: try #require(first.opponent).handle, milliseconds: 500)])
                #expect(try await client.call(report, Self.shard).get().view.kind == .alone)

                let owner = try #require(try await client.owner(of: Self.shard))
                client.forgetTakeOvers()
                processes.first { owner.hasPrefix($0.name) }?.process.signal(SIGKILL)
                try await eventually("taken over") { client.takenOver(Self.shard) }
                try await client.rpc.notify(CheckInPeers(gateway: client.id, matchers: [ann]), shard: Self.shard)
                #expect(try await client.ask(bad).kind == .alone)
                let bob = try await client.joinPeers(port: 3, listening: false)
                #expect(bob.matcherID.shard == Self.shard)
                try await eventually("told") { client.told(ann)?.opponent?.address.port == 3 }
            }
            for process in processes {
                process.process.signal(SIGKILL)
                try await process.process.end()
            }
        }
    }
}

extension QueueClient {
    func joinPeers(port: UInt16, listening: Bool) async throws -> PeerView {
        try await call(
            JoinPeers(
                commandID: Self.newID(), address: PeerAddress(ip: "192.0.2.1", port: port), region: "Europe",
                gateway: listening ? id : nil), PeerPathTests.shard
        ).get()
    }

    func ask(_ id: MatcherID) async throws -> PeerView {
        try await call(AskForPeer(commandID: Self.newID(), matcherID: id), PeerPathTests.shard).get()
    }
}
