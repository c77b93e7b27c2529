import Contracts
import HostPoolCore
import HostsService
import Load
import Threads

extension BenchCase {
    /// Each round claims from a pool of its own, by turns, so that both have the same machine.
    static let hostClaims = BenchCase(
        name: "host-claims", summary: "claims of streaming hosts a second, by our code and by redis-benchmark",
        run: { target in
            var ours: [Double] = []
            var theirs: [Double] = []
            for _ in 0..<3 {
                ours.append(try await claimsPerSecond(target) { try await claim($0) })
                theirs.append(try await claimsPerSecond(target) { try await RedisBenchmark.claim($0, claims) })
            }
            return [
                Measurement(name: "host-claims.rate", value: ours.sorted()[1], unit: "claims/s")
                    .compared(with: theirs.sorted()[1], "redis-benchmark, the same script")
            ]
        })

    /// One `find` alone, in a small and in a big pool by turns; each claim is given back.
    static let hostPoolSize = BenchCase(
        name: "host-pool-size", summary: "the time of one find with 100,000 live hosts, and with 100",
        run: { target in
            let (small, big) = try await HostBenchPool.with(hosts: 100, database: 14, of: target.redisURL) { small in
                try await HostBenchPool.with(hosts: 100_000, database: 15, of: target.redisURL) { big in
                    var times = (small: Samples(), big: Samples())
                    for round in 0..<3000 {
                        let inSmall = try await timeOfFind(small.store)
                        let inBig = try await timeOfFind(big.store)
                        // The first ones warm up.
                        guard round >= 500 else { continue }
                        times.small.add(inSmall)
                        times.big.add(inBig)
                    }
                    return times
                }
            }
            return [
                Self.milliseconds("host-pool-size.find", big)
                    .compared(with: small.median?.inMilliseconds, "the same with 100 live hosts")
            ]
        })

    private static let claims = 15_000

    /// - Parameter work: claims 15,000 hosts, and says how long that took.
    private static func claimsPerSecond(
        _ target: BenchTarget, _ work: @Sendable (HostBenchPool) async throws -> Duration
    ) async throws -> Double {
        try await HostBenchPool.with(hosts: 20_000, database: 15, of: target.redisURL) { pool in
            let time = try await work(pool)
            // redis-benchmark goes on until the last answer, so that it claims some more.
            let free = try await pool.free()
            guard (1...20_000 - claims).contains(free) else {
                throw BenchFailure(description: "\(20_000 - free) hosts were claimed, not \(claims)")
            }
            return Double(claims) / time.inSeconds
        }
    }

    private static func claim(_ pool: HostBenchPool) async throws -> Duration {
        let store = pool.store
        let begin = ContinuousClock.now
        try await HostBenchPool.spread(claims) { _ in
            guard try await store.find(region: nil) != nil else { throw BenchFailure(description: "no host was free") }
        }
        return .now - begin
    }

    private static func timeOfFind(_ store: HostStore) async throws -> Duration {
        let begin = ContinuousClock.now
        let claim = try await store.find(region: nil)
        let time = .now - begin
        guard let claim, try await store.setStatus(claim.hostID, .idle) else {
            throw BenchFailure(description: "no host was free")
        }
        return time
    }
}
