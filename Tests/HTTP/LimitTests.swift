import HTTPClient
import HTTPServer
import Sockets
import TestKit
import Testing
import Threads

@Suite struct LimitTests {
    private static let router = MalformedRequestTests.router

    @Test("a body over the limit is answered 413 and the connection closed, however it is sent") func longBody()
        async throws
    {
        let long = String(repeating: "x", count: (64 << 10) + 1)
        try await RunningServer.with(Self.router) { server in
            let whole = try await server.exchange(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(long.utf8.count)\r\n\r\n\(long)")
            #expect(whole.hasPrefix("HTTP/1.1 413 "))
            #expect(whole.contains("application/problem+json"))
            let declared = try await server.exchange(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\nonly the beginning")
            #expect(declared.hasPrefix("HTTP/1.1 413 "))
            let expecting = try await server.exchange(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\nExpect: 100-continue\r\n\r\n")
            #expect(expecting.hasPrefix("HTTP/1.1 413 "))
            let chunked = try await server.exchange(
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n\(long)\r\n0\r\n\r\n")
            #expect(chunked.hasPrefix("HTTP/1.1 413 "))
            let huge = String(repeating: "y", count: 2 << 20)
            let megabytes = try await server.exchange(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(huge.utf8.count)\r\n\r\n\(huge)")
            #expect(megabytes.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test("a request of nobody is 401 before its body is 413, and an unknown route 404 before both") func order()
        async throws
    {
        var router = Router()
        let guardian = Middleware { _, _ in throw Problem(.unauthorized, "who are you?") }
        router.on(.post, "/private", middleware: [guardian]) { _ in .empty() }
        try await RunningServer.with(router) { [router] server in
            _ = router
            for (path, status) in [("/private", 401), ("/nothing", 404)] {
                let answer = try await server.exchange(
                    "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            }
        }
    }

    @Test("a head over 16 KiB or of more than 100 fields is 431") func longHead() async throws {
        try await RunningServer.with(Self.router) { server in
            for length in [17 << 10, 19 << 10, 64 << 10] {
                let answer = try await server.exchange(
                    "GET / HTTP/1.1\r\nHost: x\r\nX-Long: \(String(repeating: "a", count: length))\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 431 "), "\(length): \(answer.prefix(100))")
            }
            let many = (0..<100).map { "X-\($0): y\r\n" }.joined()
            let answer = try await server.exchange("GET / HTTP/1.1\r\nHost: x\r\n\(many)\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 431 "))
            let fits = (0..<98).map { "X-\($0): y\r\n" }.joined()
            let fine = try await server.exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(fits)\r\n")
            #expect(fine.hasPrefix("HTTP/1.1 200 "))
            let large = String(repeating: "a", count: 15 << 10)
            let body = String(repeating: "b", count: 60_000)
            let both = try await server.exchange(
                "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 60000\r\nX-Large: \(large)\r\n\r\n\(body)"
            )
            #expect(both.hasSuffix("got 60000"))
        }
    }

    @Test("a head, a body or nothing at all that takes too long ends the connection") func slowClients() async throws {
        try await RunningServer.with(
            Self.router,
            configure: {
                $0.headerTimeout = .milliseconds(300)
                $0.bodyTimeout = .milliseconds(300)
                $0.idleTimeout = .seconds(1)
            }
        ) { server in
            let texts = [
                "", "GET / HT", "GET / HTTP/1.1\r\nHost: x\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\nabc",
            ]
            await withThrowingTaskGroup(of: Void.self) { group in
                for text in texts {
                    group.addTask {
                        let client = try await RawClient(server.address)
                        try await client.send(text)
                        // A byte now and then renews libmicrohttpd's own limit, but not ours.
                        let dribble = Task {
                            while !Task.isCancelled {
                                try await client.send("x")
                                let tick = OneShot<Void>()
                                EventLoop.shared.execute {
                                    EventLoop.shared.schedule(after: .milliseconds(50)) { tick.succeed(()) }
                                }
                                try await tick.value()
                            }
                        }
                        defer { dribble.cancel() }
                        do {
                            let rest = try await client.readToEnd(within: .seconds(5))
                            #expect(rest == "", "\(text)")
                        } catch let error as SocketError {
                            #expect(error.kind == .closed, "\(text)")
                        }
                    }
                }
                group.addTask {
                    let idle = try await RawClient(server.address)
                    try await idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    #expect(try await idle.readToEnd(within: .seconds(5)).hasSuffix("fine"))
                }
            }
        }
    }

    @Test("connections over an address's limit are closed, and count again when one has gone") func perAddress()
        async throws
    {
        try await RunningServer.with(
            Self.router, configure: { $0.maximumConnectionsPerAddress = { $0.isLoopback ? 2 : nil } }
        ) { server in
            let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
            let first = try await RawClient(server.address)
            try await first.send(request)
            #expect(try await first.read(until: "fine").hasSuffix("fine"))
            let second = try await RawClient(server.address)
            try await second.send(request)
            #expect(try await second.read(until: "fine").hasSuffix("fine"))
            let third = try await RawClient(server.address)
            #expect(await third.isRefused())
            await first.connection.close()
            try await eventually("a place is free") {
                let fourth = try await RawClient(server.address)
                return await !fourth.isRefused(request)
            }
        }
    }

    @Test("connections over the server's limit are closed") func total() async throws {
        try await RunningServer.with(Self.router, configure: { $0.maximumConnections = 4 }) { server in
            var kept: [RawClient] = []
            for _ in 0..<4 {
                let client = try await RawClient(server.address)
                try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await client.read(until: "fine").hasSuffix("fine"))
                kept.append(client)
            }
            let fifth = try await RawClient(server.address)
            #expect(await fifth.isRefused())
            withExtendedLifetime(kept) {}
        }
    }
}

extension RawClient {
    /// True when the server ends the connection instead of answering.
    fileprivate func isRefused(_ request: String = "GET / HTTP/1.1\r\nHost: x\r\n\r\n") async -> Bool {
        do {
            try await send(request)
            return try await read(until: "fine") == ""
        } catch {
            return (error as? SocketError)?.kind == .closed
        }
    }
}
