import AMQP
import Contracts
import Logging
import Messaging
import TestKit
import Testing
import Threads

@testable import GatewayService

/// What players hear when the shard that knows of them hears late that they are on this gateway.
@Suite("Players on a gateway, live", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct PlayerFeedTests {
    private static let shard = Shard.all[6]
    private static let player = PlayerID("pann")
    private static let session = Session(
        id: "s1",
        account: Account(
            playerID: player, username: "ann", isServerUser: false, isOperator: false,
            createdAt: Contracts.Timestamp(milliseconds: 0)),
        expiresAt: Contracts.Timestamp(milliseconds: .max))

    private static func state(_ kind: PlayerState.Kind, _ revision: Int64) -> PlayerState {
        PlayerState(playerID: player, revision: revision, kind: kind)
    }

    /// A gateway's part of the broker, and a queue service that says what it is told to.
    private struct Stage: Sendable {
        let configuration: AMQPConfiguration
        let rpc: RPCClient
        let players: PlayerFeeds
        let modes: ModeDirectory
        let stored = Locked(PlayerFeedTests.state(.matchConfirmed, 1))

        init(_ configuration: AMQPConfiguration) {
            let logger = Logger(label: "test")
            self.configuration = configuration
            rpc = RPCClient(configuration)
            modes = ModeDirectory(rpc: rpc, logger: logger)
            players = PlayerFeeds(
                rpc: rpc, modes: modes, gateway: "g1", deadline: .seconds(5),
                // What only a renewal would bring doesn't come in time.
                renewal: .seconds(3600), logger: logger)
        }

        var queue: RPCServer {
            var handlers = RPCHandlers()
            handlers.handle(GetPlayerState.self) { [stored] _ in
                GetPlayerState.Reply(state: stored.withLock { $0 }, shard: shard)
            }
            handlers.handle(ListModes.self) { _ in
                [
                    ModeSummary(
                        mode: "duel", group: "default", shard: shard, teams: [], playersWaiting: 0,
                        estimatedWaitSeconds: nil)
                ]
            }
            return RPCServer(configuration, service: .queue, handlers: handlers)
        }
    }

    private func withStage(_ body: @escaping @Sendable (Stage) async throws -> Void) async throws {
        try await TestVirtualHost.with { host in
            try await TopologyAdministrator(host.configuration).apply(.muster)
            let stage = Stage(host.configuration)
            try await withServices([stage.rpc, stage.modes, stage.players]) {
                try await stage.rpc.connected(within: .seconds(60))
                try await body(stage)
            }
        }
    }

    @Test("What changed before the shard heard that a player is here is told all the same")
    func changedMeanwhile() async throws {
        try await withStage { stage in
            let queue = stage.queue
            try await withServices([queue]) {
                try await queue.connected(within: .seconds(60))
                let subscription = await stage.players.open(Self.session)
                #expect(try await stage.players.read(Self.player).state.kind == .matchConfirmed)
                _ = try await subscription.states.next()
                // Nobody is told of it: no owner of the shard has read that the player is here.
                stage.stored.withLock { $0 = Self.state(.matchComplete, 2) }
                #expect(try await subscription.states.next()?.kind == .matchComplete)
                await stage.players.close(subscription)
            }
        }
    }

    @Test("Players who come before the modes are known are made known to the shards as soon as these are")
    func beforeModes() async throws {
        try await withStage { stage in
            let subscription = await stage.players.open(Self.session)
            let replies = Publisher(stage.configuration, name: "reply", confirms: false)
            let dead = Publisher(stage.configuration, name: "dead")
            let owner = ShardConsumer(stage.configuration, shard: Self.shard, replies: replies, deadLetters: dead)
            let queue = stage.queue
            try await withServices([replies, dead, owner, queue]) {
                let batch = try #require(await owner.nextBatch())
                #expect(batch.first?.name == WatchPlayers.name)
                #expect(try batch.first?.decode(WatchPlayers.self).players == [Self.player])
                for request in batch { request.done() }
            }
            await stage.players.close(subscription)
        }
    }
}
