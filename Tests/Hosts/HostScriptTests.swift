import Contracts
import Foundation
import HostPoolCore
import Redis
import TestKit
import Testing
import Threads

@testable import HostsService

@Suite("The scripts", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct HostScriptTests {
    @Test("Model and scripts agree over random sequences of operations", arguments: [UInt64](1...12))
    func agree(_ seed: UInt64) async throws {
        try await TestRedis.with { database, client in
            let second = RedisClient(database.configuration)
            var walk = ModelWalk(clients: [client, second], seed: seed)
            try await walk.run(steps: 400)
            await second.close()
        }
    }

    @Test("A thousand that ask at once for two hundred hosts: two hundred get one, each another")
    func thousand() async throws {
        try await TestRedis.with { database, client in
            let clients = [client, RedisClient(database.configuration)]
            let stores = clients.map { HostStore($0, rules: HostPoolRules()) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try await stores[number % 2].heartbeat(.sample("h\(number)", region: "r\(number % 3)"))
                    }
                }
                try await group.waitForAll()
            }
            let found = try await withThrowingTaskGroup(of: HostPool.Claim?.self) { group in
                for number in 0..<1000 { group.addTask { try await stores[number % 2].find(region: nil) } }
                return try await group.reduce(into: [HostPool.Claim]()) { found, claim in
                    if let claim { found.append(claim) }
                }
            }
            #expect(found.count == 200)
            #expect(Set(found.map(\.hostID)).count == 200)
            #expect(found.allSatisfy { $0.roomID == "room-\($0.hostID)" })
            for client in clients { await client.close() }
        }
    }

    @Test(
        "Of hosts with a free slot each is as likely as the others, however many slots it has", arguments: [nil, "eu"])
    func fair(region: String?) async throws {
        try await TestRedis.with { _, client in
            let store = HostStore(client, rules: HostPoolRules())
            for number in 0..<8 {
                try await store.heartbeat(.sample("h\(number)", region: "eu", capacity: number == 0 ? 1000 : 500))
            }
            try await store.heartbeat(.sample("full", region: "eu", status: .busy))
            try await store.heartbeat(.sample("elsewhere", region: "us", status: region == nil ? .busy : .idle))
            var counts: [HostID: Int] = [:]
            for _ in 0..<1600 {
                let claim = try #require(try await store.find(region: region))
                counts[claim.hostID, default: 0] += 1
            }
            // 200 each are expected, with a standard deviation of 13.
            #expect(counts.count == 8)
            for (host, count) in counts { #expect((130...270).contains(count), "\(host) \(count)") }
        }
    }

    @Test("A plain GET shows the seed's structure, which lives for 30 seconds; a status leaves that as it is")
    func record() async throws {
        try await TestRedis.with { _, client in
            let store = HostStore(client, rules: HostPoolRules())
            try await store.heartbeat(.sample("a:1", region: "us-east-1"))
            let value = try #require(try await client.send("GET", "host:a:1").bytes)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(value)) as? [String: Any])
            #expect(
                Set(object.keys) == ["hostId", "roomId", "status", "region", "lastHeartbeat", "publicIp", "gameInfo"])
            #expect(object["hostId"] as? String == "a:1")
            #expect(object["status"] as? String == "idle")
            #expect(object["gameInfo"] as? [String: String] == ["name": "Desktop Session", "specs": "Generic Host"])
            let time = try await client.send("TIME").requireArray()[0].requireInt()
            #expect(abs((object["lastHeartbeat"] as? Int ?? 0) - time * 1000) < 5000)
            let lifetime = try await client.send("PTTL", "host:a:1").requireInt()
            #expect((25_000...30_000).contains(lifetime))
            try await client.send("PEXPIRE", "host:a:1", 9000)
            #expect(try await store.setStatus(HostID("a:1"), .busy))
            let left = try await client.send("PTTL", "host:a:1").requireInt()
            #expect((5000...9000).contains(left))
            let busy = try await client.send("GET", "host:a:1").requireString()
            #expect(busy.contains(#""status":"busy""#))
        }
    }

    @Test("A host whose key was removed by hand is not offered")
    func removed() async throws {
        try await TestRedis.with { _, client in
            let store = HostStore(client, rules: HostPoolRules())
            try await store.heartbeat(.sample("a"))
            try await client.send("DEL", "host:a")
            let claim = try await store.find(region: nil)
            #expect(claim == nil)
            #expect(try await store.setStatus(HostID("a"), .busy) == false)
            #expect(try await store.list().isEmpty)
        }
    }

    @Test("Dead hosts leave every index by sweeping, and never stop a search for the living")
    func dead() async throws {
        try await TestRedis.with { _, client in
            let time = Locked<Int64>(1_795_000_000_000)
            let store = HostStore(client, rules: HostPoolRules(), clock: { time.withLock { $0 } })
            for number in 0..<300 { try await store.heartbeat(.sample("h\(number)", region: "eu")) }
            for _ in 0..<50 { _ = try await store.find(region: "eu") }
            time.withLock { $0 += 31_000 }
            try await store.heartbeat(.sample("living", region: "eu"))
            #expect(try await store.find(region: "eu")?.hostID == HostID("living"))
            #expect(try await store.find(region: "eu") == nil)
            time.withLock { $0 += 31_000 }
            while try await store.sweep(limit: 100) {}
            let left = try await client.send("KEYS", "muster:hosts:*").requireArray()
            #expect(left.isEmpty)
        }
    }

    @Test("Who knew a store that was emptied offers nothing for 20 seconds, and neither do the others")
    func emptied() async throws {
        try await TestRedis.with { _, client in
            let time = Locked<Int64>(1_795_000_000_000)
            let stores = (0..<3).map { _ in HostStore(client, rules: HostPoolRules(), clock: { time.withLock { $0 } }) }
            try await stores[0].heartbeat(.sample("a"))
            #expect(try await stores[0].find(region: nil)?.hostID == HostID("a"))
            _ = try await stores[1].list()
            try await client.send("FLUSHDB")
            time.withLock { $0 += 1000 }
            // The first to come is one that has known nothing yet.
            try await stores[2].heartbeat(.sample("a"))
            for store in stores { #expect(try await store.find(region: nil) == nil) }
            time.withLock { $0 += 19_999 }
            try await stores[0].heartbeat(.sample("a"))
            for store in stores { #expect(try await store.find(region: nil) == nil) }
            time.withLock { $0 += 1 }
            #expect(try await stores[2].find(region: nil)?.hostID == HostID("a"))
        }
    }

    @Test("A replica that slept through it all brings no second quarantine")
    func late() async throws {
        try await TestRedis.with { _, client in
            let time = Locked<Int64>(1_795_000_000_000)
            let stores = (0..<2).map { _ in HostStore(client, rules: HostPoolRules(), clock: { time.withLock { $0 } }) }
            for store in stores { _ = try await store.list() }
            try await client.send("FLUSHDB")
            try await stores[0].heartbeat(.sample("a"))
            time.withLock { $0 += 25_000 }
            #expect(try await stores[1].find(region: nil)?.hostID == HostID("a"))
        }
    }
}
