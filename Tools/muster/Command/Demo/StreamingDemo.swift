import Contracts
import Logging
import StreamingExample
import Threads

/// A streaming host that is found, gets busy and idle again, shown.
struct StreamingDemo {
    private struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    let gateway: String
    let signalling: String
    let terminal: Terminal

    /// What went wrong, if anything.
    func run() async -> [String] {
        var logger = Logger(label: "demo")
        logger.logLevel = .error
        do {
            let rooms = try await SignallingServer(at: signalling, logger: logger)
            let result: Result<Void, any Error>
            do { result = .success(try await withHost(logger)) } catch { result = .failure(error) }
            await rooms.stop()
            try result.get()
            return []
        } catch {
            return ["the streaming host was not shown: \(error)"]
        }
    }

    /// The host runs beside the client; it leaves itself busy, so that nobody is sent to it until its key has expired.
    private func withHost(_ logger: Logger) async throws {
        var random = SystemRandomNumberGenerator()
        let region = "demo-" + RandomText.base32(length: 8, using: &random)
        let configuration = StreamingHostConfiguration(gateway: gateway, signalling: signalling, region: region)
        let (events, feed) = AsyncStream<StreamingHost.Event>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { feed.finish() }
                do {
                    try await StreamingHost(configuration, logger: logger).run { feed.yield($0) }
                } catch is CancellationError {}
            }
            group.addTask {
                try await withDeadline(.seconds(15)) { try await play(region, events) }
            }
            // The client's end; or what made the host end before.
            try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private func play(_ region: String, _ events: AsyncStream<StreamingHost.Event>) async throws {
        var events = events.makeAsyncIterator()
        let client = StreamingClient(gateway: gateway)
        try await expect(.ready, &events)
        show("host", "is registered in \(region) and waits in its room")
        guard let found = try await client.find(region: region) else { throw Failed(description: "it was not found") }
        show("client", "finds it: \(found.signalingUrl)?roomId=\(found.roomId.prefix(9))…")
        guard try await client.find(region: region)?.roomId == nil else {
            throw Failed(description: "it was found twice")
        }
        show("client", "nobody else does: it is reserved")
        let session = try await client.connect(to: found)
        try await expect(.busy, &events)
        show("host", "busy: the client is in the room, and its offer is answered")
        await session.close()
        try await expect(.idle, &events)
        show("host", "idle: the client has gone")
        guard try await client.find(region: region)?.roomId == found.roomId else {
            throw Failed(description: "it was not found again")
        }
        show("client", "the next one finds it again")
    }

    private func expect(
        _ event: StreamingHost.Event, _ events: inout AsyncStream<StreamingHost.Event>.Iterator
    ) async throws {
        let next = await events.next(isolation: nil)
        guard next == event else {
            throw Failed(description: "expected \(event), got \(next.map { "\($0)" } ?? "none")")
        }
    }

    private func show(_ who: String, _ text: String) {
        let name = who + String(repeating: " ", count: max(0, 6 - who.count))
        Output.line("  \(terminal.styled(name, .cyan))  \(text)")
    }
}
