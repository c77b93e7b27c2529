import Contracts
import FoundationEssentials
import HostPoolCore
import Logging
import Redis
import Threads

/// A slot that is kept for a match, and where.
struct MatchClaim: Hashable, Sendable {
    let hostID: HostID
    let roomID: String
    let region: String
}

/// The pool of hosts in Redis. Every change is one atomic step there; any number of replicas work on the same pool.
///
/// Its operations are seen by the bench, too.
package final class HostStore: Sendable {
    /// More rounds than these among dead hosts, and `find` says that it can't tell now.
    private static let searchRounds = 100
    private static let pageSize = 500

    private let redis: RedisClient
    private let rules: HostPoolRules
    private let logger: Logger
    /// Milliseconds since 1970, or 0 for Redis's own clock.
    private let clock: @Sendable () -> Int64
    /// Which store this replica has known; another one has lost what the first knew.
    private let incarnation = Locked("")

    /// - Parameter clock: for tests; by default the clock of Redis, the same for all replicas.
    package init(
        _ redis: RedisClient, rules: HostPoolRules, logger: Logger = Logger(label: "muster.hosts.store"),
        clock: @escaping @Sendable () -> Int64 = { 0 }
    ) {
        self.redis = redis
        self.rules = rules
        self.logger = logger
        self.clock = clock
    }

    /// As `HostPool.heartbeat`.
    package func heartbeat(_ request: HeartbeatHost) async throws(RedisError) {
        let optional: [String?] = [
            request.region, request.status?.rawValue, request.capacity.map { String($0) }, request.publicIP,
            // Both are there or neither, and each may be empty.
            (request.gameInfo?.name).map { "=" + $0 }, request.gameInfo?.specs,
        ]
        _ = try await run(
            HostScripts.heartbeat,
            [request.hostID.rawValue, request.roomID, request.address] + optional.map { $0 ?? "" } + [
                rules.defaultRegion, rules.keyLifetime.milliseconds, rules.sessionSilence.milliseconds,
                rules.reservation.milliseconds,
            ])
    }

    /// As `HostPool.setStatus`.
    package func setStatus(_ hostID: HostID, _ status: HostStatus) async throws(RedisError) -> Bool {
        let answer = try await run(
            HostScripts.status, [hostID.rawValue, status.rawValue, rules.sessionSilence.milliseconds])
        return answer.first?.int == 1
    }

    /// As `HostPool.find`; which of the candidates is up to chance.
    ///
    /// Throws `.unavailable` when so many hosts have just died that no living one was met.
    package func find(region: String?) async throws(RedisError) -> HostPool.Claim? {
        for _ in 0..<Self.searchRounds {
            let answer = try await run(HostScripts.find, findArguments(region: region))
            switch answer.first?.string {
            case "found" where answer.count == 3:
                return HostPool.Claim(
                    hostID: HostID(try answer[1].requireString()), roomID: try answer[2].requireString())
            case "none": return nil
            default: continue
            }
        }
        throw RedisError.unavailable("too many dead hosts in the way")
    }

    /// As `HostPool.reserve`, but for the region of what is kept: which that is.
    ///
    /// Throws `.unavailable` as ``find(region:)`` does.
    func reserve(_ matchID: MatchID, region: String?) async throws(RedisError) -> MatchClaim? {
        for _ in 0..<Self.searchRounds {
            let answer = try await run(
                HostScripts.reserve,
                [
                    matchID.rawValue, rules.sessionSilence.milliseconds, region ?? "",
                    rules.matchReservation.milliseconds,
                ])
            switch answer.first?.string {
            case "found" where answer.count == 4:
                return MatchClaim(
                    hostID: HostID(try answer[1].requireString()), roomID: try answer[2].requireString(),
                    region: try answer[3].requireString())
            case "none": return nil
            default: continue
            }
        }
        throw RedisError.unavailable("too many dead hosts in the way")
    }

    /// As `HostPool.check`.
    func check(_ matchID: MatchID) async throws(RedisError) -> MatchHold.Finding {
        let answer = try await run(HostScripts.check, [matchID.rawValue, rules.sessionSilence.milliseconds])
        guard let finding = answer.first?.string.flatMap(MatchHold.Finding.init(rawValue:)) else {
            throw RedisError.unexpected("no finding")
        }
        return finding
    }

    /// As `HostPool.release`.
    func release(_ matchID: MatchID) async throws(RedisError) {
        _ = try await run(HostScripts.release, [matchID.rawValue, rules.sessionSilence.milliseconds])
    }

    private func findArguments(region: String?) -> [any RedisArgument] {
        [region ?? "", rules.reservation.milliseconds, rules.sessionSilence.milliseconds]
    }

    /// The script of a `find` in any region and what it is called with, as any Redis client could; the bench's yardstick.
    package func findCall() -> (source: String, arguments: [String]) {
        let arguments = commonArguments(knowing: "") + findArguments(region: nil)
        return (HostScripts.find.source, arguments.map { String(decoding: $0.redisBytes, as: UTF8.self) })
    }

    /// All living hosts, in the order in which they were last heard of. They may change while the list is read.
    func list() async throws(RedisError) -> [HostSummary] {
        var hosts: [HostSummary] = []
        var place = 0
        while true {
            let answer = try await run(
                HostScripts.list, [place, Self.pageSize, rules.sessionSilence.milliseconds])
            for entry in answer.dropFirst() { hosts.append(try Self.summary(entry.requireArray())) }
            guard answer.first?.int == Self.pageSize else { return hosts }
            place += Self.pageSize
        }
    }

    /// Takes up to `limit` dead hosts out of the indexes; true when there may be more.
    func sweep(limit: Int) async throws(RedisError) -> Bool {
        try await run(HostScripts.sweep, [limit]).first?.int == limit
    }

    /// Runs a script and gives back its answer without the incarnation, which it takes note of.
    private func run(
        _ script: RedisScript, _ arguments: [any RedisArgument]
    ) async throws(RedisError) -> [RedisValue] {
        let known = incarnation.withLock { $0 }
        let answer = try await redis.run(script, arguments: commonArguments(knowing: known) + arguments).requireArray()
        guard let present = answer.first?.string else { throw RedisError.unexpected("an answer without incarnation") }
        if present != known { noteIncarnation(present, known) }
        return Array(answer.dropFirst())
    }

    private func commonArguments(knowing known: String) -> [any RedisArgument] {
        let fresh = String(UInt64.random(in: .min ... .max), radix: 36)
        return [clock(), known, fresh, rules.quarantine.milliseconds]
    }

    private func noteIncarnation(_ present: String, _ known: String) {
        let previous = incarnation.withLock { value in
            // Another call may have learned of a newer one meanwhile; then it is told again at the next call.
            guard value == known else { return "" }
            value = present
            return known
        }
        if !previous.isEmpty {
            logger.info(
                "redis has lost the pool: no host is offered for a while",
                metadata: ["hosts.quarantine": "\(rules.quarantine)"])
        }
    }

    private static func summary(_ entry: [RedisValue]) throws(RedisError) -> HostSummary {
        guard entry.count == 5, let bytes = entry[1].bytes else { throw RedisError.unexpected("no host") }
        let record: HostRecord
        do { record = try JSONDecoder().decode(HostRecord.self, from: Data(bytes)) } catch {
            throw RedisError.unexpected("a host's record: \(error)")
        }
        return HostSummary(
            hostID: record.hostId, roomID: record.roomId, status: record.status, region: record.region,
            lastHeartbeat: Timestamp(milliseconds: record.lastHeartbeat), publicIP: record.publicIp,
            gameInfo: record.gameInfo, capacity: try entry[2].requireInt(), reservations: try entry[3].requireInt(),
            sessions: try entry[4].requireInt())
    }
}
