import Redis
import ServiceKit
import ServiceLifecycle

/// Keeps the connection open until all that uses it has ended: stands before them in the list of services.
struct RedisService: Service {
    let client: RedisClient

    func run() async throws {
        do {
            try await gracefulShutdown()
        } catch is CancellationError {}
        await client.close()
    }

    /// Makes readiness depend on Redis.
    static func register(_ client: RedisClient, in readiness: Readiness) {
        readiness.register("redis") {
            do throws(RedisError) {
                try await client.check()
            } catch {
                throw NotReady("redis doesn't answer")
            }
        }
    }
}
