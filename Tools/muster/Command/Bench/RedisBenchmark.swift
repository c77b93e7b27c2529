import Redis

/// Redis's own measuring tool, as the yardstick of the hosts' claims.
enum RedisBenchmark {
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
        let output = try await ShellCommand.output(of: words)
        // `EVALSHA …: 71942.45 requests per second, p50=9.327 msec`, after lines of progress.
        guard let end = output.ranges(of: " requests per second").last?.lowerBound,
            let rate = output[..<end].split(whereSeparator: { $0 == " " || $0 == "\r" || $0 == "\n" }).last.flatMap({
                Double($0)
            }),
            rate > 0
        else { throw BenchFailure(description: "redis-benchmark said: \(output.suffix(300))") }
        return .seconds(Double(claims) / rate)
    }
}
