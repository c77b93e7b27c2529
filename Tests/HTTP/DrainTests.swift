import HTTPClient
import HTTPServer
import Sockets
import TestKit
import Testing
import Threads
import WebSocket

@Suite struct DrainTests {
    @Test("what is in hand is finished, polls are told, streams and sockets end, and nobody new gets in")
    func graceful() async throws {
        let begun = OneShot<Void>()
        let hooked = OneShot<Void>()
        var router = Router()
        router.on(.get, "/work") { _ in
            begun.succeed(())
            try await hooked.value()
            return .text("finished")
        }
        router.on(.get, "/poll") { request in
            try await request.drain.wait()
            return .text("unchanged")
        }
        router.on(.get, "/events") { _ in
            .events { events in
                try await events.comment("hello")
                try await OneShot<Void>().value()
            }
        }
        router.on(.get, "/socket") { try .webSocket($0) { socket in for await _ in socket.messages {} } }
        try await RunningServer.with(
            router, configure: { $0.drainTimeout = .seconds(10) }, onDrain: { hooked.succeed(()) }
        ) { server in
            async let work = WebClient.shared.send(.init(.get, server.url + "/work"))
            async let poll = WebClient.shared.send(.init(.get, server.url + "/poll"))
            let stream = try await WebClient.shared.stream(.init(.get, server.url + "/events"))
            var lines = stream.lines.makeAsyncIterator()
            #expect(try await lines.next() == ":hello")
            let socket = try await WebSocketConnection.connect("ws://\(server.address)/socket")
            try await begun.value()
            await server.shutDown()
            #expect(try await work.text == "finished")
            let answer = try await poll
            #expect(answer.text == "unchanged")
            #expect(answer.headers["Connection"] == "close")
            #expect(try await lines.next() == "")
            #expect(try await lines.next() == nil)
            #expect(try await socket.waitUntilClosed() == .serviceRestart)
            await #expect(throws: SocketError.self) {
                _ = try await TCPConnection.connect(host: "127.0.0.1", port: server.address.port)
            }
        }
    }

    @Test("what isn't done by the end of the drain is broken off, also if it doesn't listen to that") func deadline()
        async throws
    {
        let deaf = OneShot<Void>()
        let begun = Locked(0)
        var router = Router()
        router.on(.get, "/deaf") { _ in
            begun.withLock { $0 += 1 }
            // Without cancellation, as work that can't be given up.
            await withCheckedContinuation { continuation in
                Task {
                    do { try await deaf.value() } catch {}  // never cancelled, never fails
                    continuation.resume()
                }
            }
            return .text("too late")
        }
        router.on(.get, "/polite") { _ in
            begun.withLock { $0 += 1 }
            try await OneShot<Void>().value()
            return .text("never")
        }
        try await RunningServer.with(router, configure: { $0.drainTimeout = .milliseconds(100) }) { server in
            async let first = WebClient.shared.send(.init(.get, server.url + "/deaf"))
            async let second = WebClient.shared.send(.init(.get, server.url + "/polite"))
            try await eventually("both have begun") { begun.withLock { $0 } == 2 }
            await server.shutDown()
            #expect(try await first.status == .serviceUnavailable)
            #expect(try await second.status == .serviceUnavailable)
        }
        deaf.succeed(())
    }

    @Test("a port that is taken is an error of run and of address") func portTaken() async throws {
        try await RunningServer.with(Router()) { server in
            let second = HTTPService(configuration: .init(port: server.address.port), router: Router())
            let error = await #expect(throws: SocketError.self) { try await second.run() }
            #expect(error?.kind == .addressUnavailable)
            await #expect(throws: SocketError.self) { try await second.address }
        }
    }
}
