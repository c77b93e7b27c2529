import Contracts
import Foundation
import MatchingCore
import MatchmakerCore
import Messaging
import TestKit
import Testing
import Threads

@testable import QueueService

@Suite(.enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct CrowdTests {
    @Test("many players on two shards and few busy servers: nobody blocks anybody, and nothing contradicts itself")
    func crowd() async throws {
        try await QueueStage.with { stage in
            let replicas = [try await QueueReplica("one", stage), try await QueueReplica("two", stage)]
            try await stage.run(replicas) { client in
                let begin = ContinuousClock.now
                let isOver = Locked(false)
                let faults = Recorder<String>()
                let played = Recorder<MatchID>()
                // Long enough for a busy machine to play some matches, and for an idle one to play many.
                let isEnough: @Sendable () -> Bool = {
                    let passed = begin.duration(to: .now)
                    return passed > .seconds(4) && (played.all.count > 10 || passed > .seconds(40))
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<3 {
                        group.addTask {
                            try await client.serve("host\(number)", until: { isOver.withLock { $0 } }, played)
                        }
                    }
                    group.addTask {
                        while !isEnough() {
                            for fault in try await client.faults() { faults.note(fault) }
                        }
                    }
                    try await withThrowingTaskGroup(of: Void.self) { players in
                        for number in 0..<24 {
                            players.addTask {
                                try await client.play("p\(number)", seed: UInt64(number), until: isEnough)
                            }
                        }
                        try await players.waitForAll()
                    }
                    try await eventually("everything has been played", within: .seconds(40)) {
                        try await client.count("SELECT count(*) FROM matches") == 0
                    }
                    isOver.withLock { $0 = true }
                    try await group.waitForAll()
                }
                #expect(faults.all == [])
                #expect(try await client.faults() == [])
                #expect(played.all.count > 10)
                #expect(Set(played.all).count == played.all.count)
                #expect(try await client.count("SELECT count(*) FROM servers WHERE match_id IS NOT NULL") == 0)
                let deadlocks = try await client.count(
                    "SELECT deadlocks::int4 FROM pg_stat_database WHERE datname = current_database()")
                #expect(deadlocks == 0)
            }
        }
    }
}

extension QueueClient {
    /// Searches, leaves, accepts, declines, in either group and at times in both.
    fileprivate func play(_ name: String, seed: UInt64, until isOver: @Sendable () -> Bool) async throws {
        var random = SeededGenerator(seed: seed)
        while !isOver() {
            let state = try await ask(GetPlayerState(playerID: PlayerID(name)))
            let shard = state.shard ?? QueueStage.near
            switch state.state.kind {
            case .lookingForMatch:
                if Int.random(in: 0..<10, using: &random) == 0 {
                    let leave = CancelTicket(
                        commandID: Self.newID(), playerID: PlayerID(name), reason: .operator)
                    _ = try await call(leave, shard)
                }
            case .matchFound:
                guard state.state.youAccepted != true else { continue }
                let answer = AnswerMatch(commandID: Self.newID(), playerID: PlayerID(name), matchID: nil, accept: true)
                _ = try await call(answer, shard)
            case .matchConfirmed: break
            default:
                let modes: [ModeName] = Bool.random(using: &random) ? ["duo", "duel"] : ["duel"]
                async let near = enqueue(name, modes: modes)
                async let far = enqueue(name, modes: ["joust"], shard: QueueStage.far)
                _ = try await (near, far)
            }
        }
        // Nobody is left behind waiting.
        try await eventually("\(name) is out", within: .seconds(40)) {
            let state = try await self.ask(GetPlayerState(playerID: PlayerID(name)))
            guard let shard = state.shard else { return true }
            let leave = CancelTicket(commandID: Self.newID(), playerID: PlayerID(name), reason: .operator)
            _ = try await self.call(leave, shard)
            return false
        }
    }

    /// Offers two addresses over and over, and ends every match as soon as it is there.
    fileprivate func serve(
        _ user: String, until isOver: @Sendable () -> Bool, _ played: Recorder<MatchID>
    ) async throws {
        var ended: Set<MatchID> = []
        while !isOver() {
            async let offered = offer("\(user):1", "\(user):2", by: user)
            let list = try await servers(user)
            _ = try await offered
            for prepare in list.prepare where ended.insert(prepare.matchConfig.matchID).inserted {
                let matchID = prepare.matchConfig.matchID
                played.note(matchID)
                let close = CloseMatch(
                    commandID: Self.newID(), matchID: matchID, ending: .completed, matchData: nil)
                _ = try await call(close, matchID.shard ?? QueueStage.near)
            }
        }
    }
}
