import AMQP
import Contracts
import HostPoolCore
import Logging
import Messaging
import Redis
import TestKit
import Testing

@testable import HostsService

@Suite("The service", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct HostsServiceTests {
    private static let deadline = Duration.seconds(20)

    /// A hosts service over a Redis of its own and a virtual host of its own, and a client of it.
    private static func withService(
        _ body: @escaping @Sendable (RPCClient, PrivateRedis) async throws -> Void
    ) async throws {
        try await TestVirtualHost.with { broker in
            try await PrivateRedis.with { server in
                let redis = RedisClient(try .patient(url: server.url))
                let rules = HostPoolRules()
                let store = HostStore(redis, rules: rules)
                let logger = Logger(label: "muster.tests")
                let handlers = HostsHandlers(
                    store: store, rules: rules,
                    iceServers: ICEServers(stunURLs: ["stun:s:1"], turnURLs: ["turn:t:1"], turnSecret: "north"),
                    signalingURL: "wss://signal.example", logger: logger)
                let rpc = RPCServer(broker.configuration, service: .hosts, handlers: handlers.rpc)
                let client = RPCClient(broker.configuration)
                try await withServices([
                    RedisService(client: redis), Sweeper(store: store, logger: logger), rpc, client,
                ]) {
                    try await rpc.connected(within: .seconds(30))
                    try await client.connected(within: .seconds(30))
                    try await body(client, server)
                }
            }
        }
    }

    @Test("A host registers, is found with credentials, gets busy and idle, and is listed")
    func wholeWay() async throws {
        try await Self.withService { client, _ in
            let none = try await client.call(FindHost(region: nil, caller: "c"), deadline: Self.deadline)
            #expect(throws: Refusal.self) { try none.get() }
            let beat = try await client.call(HeartbeatHost.sample("a", region: "eu"), deadline: Self.deadline)
            #expect(beat.ttlSeconds == 30)
            let found = try await client.call(FindHost(region: "eu", caller: "c"), deadline: Self.deadline).get()
            #expect(found.roomID == "room-a")
            #expect(found.signalingURL == "wss://signal.example")
            #expect(found.iceServers.map(\.urls) == ["stun:s:1", "turn:t:1"])
            let username = try #require(found.iceServers[1].username)
            #expect(username.hasSuffix(":c"))
            #expect(
                found.iceServers[1].credential == ICEServers.credential(secret: "north", username: username))
            let busy = try await client.call(
                SetHostStatus(hostID: HostID("a"), status: .busy), deadline: Self.deadline)
            #expect(busy == .success(.busy))
            let hosts = try await client.call(ListHosts(), deadline: Self.deadline)
            #expect(hosts.map(\.hostID) == [HostID("a")])
            #expect(hosts.first?.sessions == 1)
            let stranger = try await client.call(
                SetHostStatus(hostID: HostID("b"), status: .busy), deadline: Self.deadline)
            let refusal = #expect(throws: Refusal.self) { try stranger.get() }
            #expect(refusal?.code == .notFound)
        }
    }

    @Test("A slot is kept for a match, the same however often it is asked for, until it is let go or the session ends")
    func matches() async throws {
        try await Self.withService { client, _ in
            for host in ["a", "b"] {
                _ = try await client.call(HeartbeatHost.sample(host, region: host), deadline: Self.deadline)
            }
            func reserve(_ match: MatchID, _ regions: [String]) async throws -> ReserveHost.Reply {
                try await client.call(ReserveHost(matchID: match, regions: regions), deadline: Self.deadline)
            }
            let first = try await reserve("m1", ["nowhere", "b"]).get()
            #expect(first.hostID == "b" && first.region == "b" && first.roomID == "room-b")
            #expect(first.signalingURL == "wss://signal.example" && first.iceServers.count == 2)
            #expect(try await reserve("m1", ["a"]).get().hostID == "b")
            #expect(try await reserve("m2", ["b"]).get().hostID == "a")
            guard case .refused(let refusal) = try await reserve("m3", []) else { Issue.record("found"); return }
            #expect(refusal.code == .notFound)
            let both = CheckMatchHosts(matchIDs: ["m1", "m2", "m3"])
            #expect(
                try await client.call(both, deadline: Self.deadline)
                    == CheckMatchHosts.Reply(kept: ["m1", "m2"], inSession: []))
            _ = try await client.call(ReleaseHost(matchID: "m2"), deadline: Self.deadline)
            _ = try await client.call(SetHostStatus(hostID: "b", status: .busy), deadline: Self.deadline)
            #expect(
                try await client.call(both, deadline: Self.deadline)
                    == CheckMatchHosts.Reply(kept: [], inSession: ["m1"]))
            #expect(try await reserve("m3", []).get().hostID == "a")
            _ = try await client.call(SetHostStatus(hostID: "b", status: .idle), deadline: Self.deadline)
            #expect(
                try await client.call(both, deadline: Self.deadline)
                    == CheckMatchHosts.Reply(kept: ["m3"], inSession: []))
        }
    }

    @Test("What no gateway lets through is refused and changes nothing", arguments: ["", "a|b", "a b", "ü"])
    func outOfBounds(_ id: String) async throws {
        try await Self.withService { client, _ in
            await #expect(throws: RPCError.self) {
                try await client.call(HeartbeatHost.sample(id), deadline: Self.deadline)
            }
            let hosts = try await client.call(ListHosts(), deadline: Self.deadline)
            #expect(hosts.isEmpty)
        }
    }

    @Test("While Redis is away requests are refused quickly, and it goes on afterwards")
    func outage() async throws {
        try await Self.withService { client, redis in
            _ = try await client.call(HeartbeatHost.sample("a"), deadline: Self.deadline)
            try await redis.stop()
            let begin = ContinuousClock.now
            // The first may have been sent on the connection that was just dying: then nobody knows.
            for _ in 0..<5 {
                do {
                    _ = try await client.call(FindHost(region: nil, caller: "c"), deadline: Self.deadline)
                    Issue.record("a host was found without Redis")
                } catch RPCError.deadline, RPCError.unavailable {}
            }
            #expect(begin.duration(to: .now) < .seconds(2))
            let error = await #expect(throws: RPCError.self) {
                try await client.call(FindHost(region: nil, caller: "c"), deadline: Self.deadline)
            }
            guard case .unavailable = error else {
                Issue.record("expected unavailable, got \(String(describing: error))")
                return
            }
            try await redis.start()
            try await eventually("hosts are taken again") {
                do {
                    _ = try await client.call(HeartbeatHost.sample("a"), deadline: Self.deadline)
                    return true
                } catch RPCError.unavailable {
                    return false
                }
            }
            // It has lost who was claimed: nobody is handed out for a while.
            let found = try await client.call(FindHost(region: nil, caller: "c"), deadline: Self.deadline)
            #expect(throws: Refusal.self) { try found.get() }
        }
    }
}
