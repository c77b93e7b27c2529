import Glibc
import Redis
import Threads

/// Redis's own measuring tool, as the yardstick of the hosts' claims.
enum RedisBenchmark {
    private static let threads = BlockingThreads(name: "redis-benchmark", count: 1, queueLimit: 4)

    /// Has it call the script of a `find` so often over 50 connections, 16 calls at a time on each; how long the calls took.
    static func claim(_ pool: HostBenchPool, _ claims: Int) async throws -> Duration {
        let redis = pool.redis.configuration
        let call = pool.store.findCall()
        let digest = try await pool.redis.send("SCRIPT", "LOAD", call.source).requireString()
        var words = ["redis-benchmark", "-q", "-h", redis.host, "-p", "\(redis.port)"]
        if let user = redis.user { words += ["--user", user] }
        if let password = redis.password { words += ["-a", password] }
        words += ["--dbnum", "\(redis.database)", "-c", "50", "-P", "16", "-n", "\(claims)"]
        words += ["EVALSHA", digest, "0"] + call.arguments
        let command = words.map {
            "'" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        }
        .joined(separator: " ")
        let output = try await threads.run { try Self.output(of: command + " 2>&1") }
        // `EVALSHA …: 71942.45 requests per second, p50=9.327 msec`, after lines of progress.
        guard let end = output.ranges(of: " requests per second").last?.lowerBound,
            let rate = output[..<end].split(whereSeparator: { $0 == " " || $0 == "\r" || $0 == "\n" }).last.flatMap({
                Double($0)
            }),
            rate > 0
        else { throw BenchFailure(description: "redis-benchmark said: \(output.suffix(300))") }
        return .seconds(Double(claims) / rate)
    }

    /// Blocks until the command has ended.
    private static func output(of command: String) throws -> String {
        guard let pipe = popen(command, "r") else { throw BenchFailure(description: "no shell can be started") }
        var bytes: [UInt8] = []
        while true {
            let byte = getc(pipe)
            guard byte >= 0 else { break }
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
        guard pclose(pipe) == 0 else {
            throw BenchFailure(
                description: "redis-benchmark failed: \(String(decoding: bytes, as: UTF8.self).suffix(300))")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
