import Logging
import StreamingExample
import Testing
import WebSocket

@Suite(.timeLimit(.minutes(1))) struct SignallingServerTests {
    /// Gives a server on a free port to `body`, and stops it.
    private func withServer(_ body: (SignallingServer) async throws -> Void) async throws {
        var logger = Logger(label: "muster.tests")
        logger.logLevel = .error
        let server = try await SignallingServer(host: "127.0.0.1", port: 0, logger: logger)
        let result: Result<Void, any Error>
        do { result = .success(try await body(server)) } catch { result = .failure(error) }
        await server.stop()
        try result.get()
    }

    private func next(_ member: WebSocketConnection) async -> SignallingMessage? {
        await member.receive()?.text.flatMap { SignallingMessage(text: $0) }
    }

    @Test("Two in a room hear each other's words and comings, a third may not come in, other rooms hear nothing")
    func rooms() async throws {
        try await withServer { server in
            let ann = try await WebSocketConnection.connect("\(server.url)?roomId=a")
            let other = try await WebSocketConnection.connect("\(server.url)?roomId=b")
            let bob = try await WebSocketConnection.connect("\(server.url)?roomId=a")
            for member in [ann, bob] { #expect(await next(member) == SignallingMessage(.peerJoined)) }
            let third = try await WebSocketConnection.connect("\(server.url)?roomId=a")
            #expect(try await third.waitUntilClosed() == .policyViolation)
            try await bob.send(SignallingMessage(.offer, description: "x").text)
            #expect(await next(ann) == SignallingMessage(.offer, description: "x"))
            await bob.close()
            #expect(await next(ann) == SignallingMessage(.peerLeft))
            let partner = try await WebSocketConnection.connect("\(server.url)?roomId=b")
            // The first that it hears.
            #expect(await next(other) == SignallingMessage(.peerJoined))
            for member in [ann, other, partner] { await member.close() }
        }
    }

    @Test("Without a room there is no way in", arguments: ["", "?roomId=", "?roomid=a"])
    func missing(_ query: String) async throws {
        try await withServer { server in
            await #expect(throws: WebSocketError.refused(status: 400)) {
                try await WebSocketConnection.connect(server.url + query)
            }
        }
    }
}
