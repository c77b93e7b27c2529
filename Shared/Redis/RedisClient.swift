import Logging
import Threads

/// One connection to Redis, on a thread of its own, shared by all tasks of a process: what they send at the same time
/// travels together (pipelining), and commands of one task are carried out in their order.
///
/// Begins to connect when it is made, and goes on trying by itself, with pauses; while the server is away, commands are
/// refused at once with `.unavailable`. Close it when the service stops.
public final class RedisClient: Sendable {
    /// What the client was made with.
    public let configuration: RedisConfiguration

    private let mailbox = RedisMailbox()
    private let metrics = RedisMetrics()

    /// Makes the client and begins to connect in the background.
    public init(_ configuration: RedisConfiguration, logger: Logger = Logger(label: "muster.redis")) {
        self.configuration = configuration
        // The thread holds the mailbox, not the client, which otherwise would never be freed.
        DedicatedThread.start(name: "redis") { [mailbox, metrics] in
            RedisLoop(configuration, mailbox, metrics, logger).run()
        }
    }

    deinit { mailbox.close() }

    /// What the client looks like right now.
    public var status: RedisStatus { mailbox.status }

    /// Asks the server, for readiness: throws `.unavailable` and the like when it doesn't answer.
    public func check() async throws(RedisError) {
        _ = try await send("PING")
    }

    /// Takes no more commands, waits for the answers that are due, and closes the connection.
    public func close() async {
        mailbox.close()
        do { try await mailbox.ended.value() } catch { return }  // the one who waited was cancelled
    }

    /// Sends a command of these words and gives back the answer: `send("SET", key, value, "PX", 500)`.
    ///
    /// Throws `.server` when the server refuses, `.unavailable` when nothing was sent, `.outcomeUnknown` when the
    /// connection was lost, or the configuration's command timeout passed, before the answer came.
    @discardableResult
    public func send(_ words: any RedisArgument...) async throws(RedisError) -> RedisValue {
        try await send(words, within: configuration.commandTimeout)
    }

    /// As `send`, with a list of words and a timeout of its own.
    @discardableResult
    public func send(_ words: [any RedisArgument], within timeout: Duration) async throws(RedisError) -> RedisValue {
        let command = RedisCommand(words)
        let start = ContinuousClock.now
        defer { metrics.command.record(duration: start.duration(to: .now)) }
        do {
            return try await withCheckedThrowingContinuation { continuation in
                let letter = RedisMailbox.Letter(bytes: command.bytes, deadline: start + timeout, sender: continuation)
                if !mailbox.post(letter) {
                    continuation.resume(throwing: RedisError(.unavailable, "the client is closed"))
                }
            }
        } catch {
            throw error as? RedisError ?? RedisError(.unavailable, "\(error)")
        }
    }

    /// Runs a script as one step on the server; sends its source only where the server doesn't know it.
    ///
    /// All keys that the script touches must be among `keys`. Throws as `send`; what the script itself raises is `.server`.
    public func run(
        _ script: RedisScript, keys: [String] = [], arguments: [any RedisArgument] = [], within timeout: Duration? = nil
    ) async throws(RedisError) -> RedisValue {
        let timeout = timeout ?? configuration.commandTimeout
        var lastError = RedisError(.server, "NOSCRIPT")
        // Somebody may flush the scripts between loading and running.
        for _ in 0..<3 {
            let digest = try await digest(of: script, within: timeout)
            let words: [any RedisArgument] = ["EVALSHA", digest, keys.count] + keys + arguments
            do throws(RedisError) {
                return try await send(words, within: timeout)
            } catch {
                guard error.code == "NOSCRIPT" else { throw error }
                script.remember(digest: nil)
                lastError = error
            }
        }
        throw lastError
    }

    private func digest(of script: RedisScript, within timeout: Duration) async throws(RedisError) -> String {
        if let known = script.digest { return known }
        let digest = try await send(["SCRIPT", "LOAD", script.source], within: timeout).requireString()
        script.remember(digest: digest)
        return digest
    }
}
