import Contracts
import HostPoolCore
import Redis
import Testing
import Threads

@testable import HostsService

/// A random sequence of operations, each done both in the model and by the scripts, whose answers must agree.
///
/// Time is the walk's own. Which host `find` takes is up to chance in Redis: it must be one of the model's candidates, and
/// the model then takes the same.
struct ModelWalk {
    private let time = Locked<Int64>(1_795_000_000_000)
    private let stores: [HostStore]
    private var model: HostPool
    private var random: Seeded
    private let ids = (0..<6).map { "host-\($0)" }

    /// Walks on the given clients, each a replica of its own.
    init(clients: [RedisClient], seed: UInt64) {
        let rules = HostPoolRules()
        let time = time
        stores = clients.map { HostStore($0, rules: rules, clock: { time.withLock { $0 } }) }
        model = HostPool(rules: rules)
        random = Seeded(state: seed)
    }

    private var now: Timestamp { Timestamp(milliseconds: time.withLock { $0 }) }

    /// Takes steps; throws, and records an issue, at the first that disagrees.
    mutating func run(steps: Int) async throws {
        for step in 0..<steps {
            let description = try await self.step()
            let hosts = try await pick(stores).list().sorted { $0.hostID < $1.hostID }
            try #require(hosts == model.hosts(at: now), "step \(step), \(description)")
        }
    }

    private mutating func step() async throws -> String {
        let store = pick(stores)
        let id = pick(ids)
        switch Int.random(in: 0..<26, using: &random) {
        case 0..<7:
            let request = HeartbeatHost.sample(
                id, region: pick([nil, nil, "eu", "us"]), status: pick([nil, nil, .idle, .busy]),
                capacity: pick([nil, nil, 1, 2, 3]), publicIP: pick([nil, "198.51.100.7"]),
                gameInfo: pick([nil, GameInfo(name: "a \"b\" ü", specs: ""), GameInfo(name: "", specs: "")]))
            try await store.heartbeat(request)
            model.heartbeat(request, at: now)
            return "\(request)"
        case 7..<11:
            let status = pick([HostStatus.idle, .busy, .busy])
            let isAlive = try await store.setStatus(HostID(id), status)
            let expected = model.setStatus(HostID(id), status, at: now)
            try #require(isAlive == expected, "\(id) \(status)")
            return "\(id) is \(status)"
        case 11..<16:
            return try await find(store, region: pick([nil, "eu", "us", "local"]))
        case 20..<26: return try await match(store, MatchID("m\(Int.random(in: 0..<4, using: &random))"))
        case 16..<17:
            _ = try await store.sweep(limit: 2)
            return "sweep"
        default:
            let seconds: Int64 = pick([1, 1, 5, 10, 10, 20, 30, 31, 90, 120])
            time.withLock { $0 += seconds * 1000 }
            return "\(seconds) seconds later"
        }
    }

    private mutating func find(_ store: HostStore, region: String?) async throws -> String {
        let candidates = model.candidates(region: region, at: now)
        let claim = try await store.find(region: region)
        guard let claim else {
            try #require(candidates.isEmpty, "\(candidates) were not found in \(region ?? "any region")")
            return "found none"
        }
        let place = try #require(candidates.firstIndex(of: claim.hostID), "\(claim) is no candidate of \(candidates)")
        let expected = model.find(region: region, at: now) { _ in place }
        try #require(expected == claim)
        return "found \(claim)"
    }

    private mutating func match(_ store: HostStore, _ id: MatchID) async throws -> String {
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            try await store.release(id)
            model.release(id, at: now)
            return "\(id) let go"
        case 1..<3:
            let finding = try await store.check(id)
            try #require(finding == model.check(id, at: now), "\(id)")
            return "\(id) is \(finding)"
        default:
            let region: String? = pick([nil, "eu", "us", "local"])
            let candidates = model.candidates(region: region, at: now)
            let claim = try await store.reserve(id, region: region)
            let place = claim.flatMap { candidates.firstIndex(of: $0.hostID) } ?? 0
            let expected = model.reserve(id, region: region, at: now) { _ in place }
            try #require(expected?.hostID == claim?.hostID && expected?.roomID == claim?.roomID, "\(id)")
            return "\(id) has \(String(describing: claim))"
        }
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }
}

/// SplitMix64, so that a walk that fails can be walked again.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
