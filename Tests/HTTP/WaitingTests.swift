import HTTPClient
import HTTPServer
import Sockets
import TestKit
import Testing
import Threads

/// Requests that wait: long polls, streams, and clients that leave meanwhile.
@Suite struct WaitingTests {
    /// Counts handlers that are at work, and those that were cancelled.
    final class Waiters: Sendable {
        private let counts = Locked((waiting: 0, cancelled: 0))
        let gate = OneShot<Void>()

        var waiting: Int { counts.withLock { $0.waiting } }
        var cancelled: Int { counts.withLock { $0.cancelled } }

        func wait() async throws {
            counts.withLock { $0.waiting += 1 }
            defer { counts.withLock { $0.waiting -= 1 } }
            do {
                try await gate.value()
            } catch {
                counts.withLock { $0.cancelled += 1 }
                throw error
            }
        }

        func router() -> Router {
            var router = Router()
            router.on(.get, "/wait") { _ in
                try await self.wait()
                return .text("done")
            }
            router.on(.get, "/events") { _ in
                .events { events in
                    try await events.send(event: "state", id: "1", data: [UInt8]("one\ntwo".utf8))
                    try await events.comment("still here")
                    try await self.wait()
                    try await events.send(data: [UInt8]("three".utf8))
                }
            }
            return router
        }
    }

    @Test("a long poll whose client leaves is cancelled, and the server goes on") func clientLeaves() async throws {
        let waiters = Waiters()
        try await RunningServer.with(waiters.router()) { server in
            let client = try await RawClient(server.address)
            try await client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
            try await eventually("the handler waits") { waiters.waiting == 1 }
            await client.connection.close()
            try await eventually("the handler is cancelled") { waiters.cancelled == 1 }
            waiters.gate.succeed(())
            #expect(try await WebClient.shared.send(.init(.get, server.url + "/wait")).text == "done")
        }
    }

    @Test("clients that leave while they wait don't hold up the drain", .timeLimit(.minutes(1)))
    func manyClientsLeave() async throws {
        let waiters = Waiters()
        try await RunningServer.with(waiters.router()) { server in
            for path in ["/wait", "/events"] {
                var clients: [RawClient] = []
                for _ in 0..<200 {
                    let client = try await RawClient(server.address)
                    // What comes behind is never read, so that the connection is reset.
                    try await client.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\n")
                    clients.append(client)
                }
                try await eventually("all wait") { waiters.waiting == 200 }
                for client in clients { await client.connection.close() }
                try await eventually("all are cancelled") { waiters.waiting == 0 }
            }
            #expect(waiters.cancelled == 400)
        }
    }

    @Test("2,000 parked requests leave the server answering others, and are all answered") func parked() async throws {
        let waiters = Waiters()
        var router = waiters.router()
        router.on(.get, "/now") { _ in .text("now") }
        try await RunningServer.with(router) { server in
            let client = WebClient()
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<2000 {
                    group.addTask {
                        try await client.send(.init(.get, server.url + "/wait", timeout: .seconds(30))).text == "done"
                    }
                }
                try await eventually("all wait", within: .seconds(30)) { waiters.waiting == 2000 }
                for _ in 0..<20 {
                    #expect(try await WebClient.shared.send(.init(.get, server.url + "/now")).text == "now")
                }
                waiters.gate.succeed(())
                var answered = 0
                for try await done in group where done { answered += 1 }
                #expect(answered == 2000)
            }
            withExtendedLifetime(client) {}
        }
    }

    @Test("an event stream comes while it is written, and ends") func events() async throws {
        let waiters = Waiters()
        try await RunningServer.with(waiters.router()) { server in
            let stream = try await WebClient.shared.stream(.init(.get, server.url + "/events"))
            #expect(stream.status == .ok)
            #expect(stream.headers["Content-Type"] == "text/event-stream")
            var lines = stream.lines.makeAsyncIterator()
            for expected in ["event: state", "id: 1", "data: one", "data: two", "", ":still here", ""] {
                #expect(try await lines.next() == expected)
            }
            waiters.gate.succeed(())
            #expect(try await lines.next() == "data: three")
            #expect(try await lines.next() == "")
            #expect(try await lines.next() == nil)
        }
    }

    @Test("an event stream whose client leaves is cancelled") func streamClientLeaves() async throws {
        let waiters = Waiters()
        try await RunningServer.with(waiters.router()) { server in
            let client = try await RawClient(server.address)
            try await client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.read(until: ":still here").contains("data: two"))
            await client.connection.close()
            try await eventually("the stream is cancelled") { waiters.cancelled == 1 }
        }
    }

    @Test("a stream that fails is visibly not whole") func brokenStream() async throws {
        var router = Router()
        router.on(.get, "/broken") { _ in
            .stream(contentType: "text/csv") { writer in
                try await writer.write("a,b\r\n")
                throw Problem(.internalServerError, "no more")
            }
        }
        try await RunningServer.with(router) { server in
            await #expect(throws: HTTPClientError.self) {
                try await WebClient.shared.send(.init(.get, server.url + "/broken"))
            }
        }
    }

    @Test("a stream of megabytes arrives whole through a slow reader, and a HEAD of it has no body") func longStream()
        async throws
    {
        var router = Router()
        router.on(.get, "/long") { _ in
            .stream(contentType: "text/plain") { writer in
                for number in 0..<20_000 {
                    try await writer.write("line \(number) \(String(repeating: "x", count: 100))\n")
                }
            }
        }
        try await RunningServer.with(router) { server in
            let stream = try await WebClient.shared.stream(.init(.get, server.url + "/long"))
            var count = 0
            for try await line in stream.lines {
                #expect(line.hasPrefix("line \(count) "))
                count += 1
                if count.isMultiple(of: 1000) { await Task.yield() }
            }
            #expect(count == 20_000)
            let head = try await WebClient.shared.send(.init(.head, server.url + "/long"))
            #expect(head.status == .ok && head.body.isEmpty)
        }
    }
}
