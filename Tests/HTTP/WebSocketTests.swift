import HTTPClient
import HTTPServer
import Sockets
import TestKit
import Testing
import Threads
import WebSocket

@Suite struct WebSocketTests {
    /// Sends back whatever comes; `said` holds how each conversation ended.
    private static func router(
        _ configuration: WebSocketConfiguration = WebSocketConfiguration(),
        ended: @escaping @Sendable (WebSocketCloseCode?) -> Void = { _ in }
    ) -> Router {
        var router = Router()
        router.on(.get, "/echo") { request in
            try .webSocket(request, configuration: configuration, headers: ["X-Extra": "yes"]) { socket in
                for await message in socket.messages {
                    do {
                        switch message {
                        case .text(let text): try await socket.send(text)
                        case .binary(let bytes): try await socket.send(bytes)
                        }
                    } catch { break }
                }
                ended(socket.closeCode)
            }
        }
        return router
    }

    @Test("text and binary messages come back, whole and in fragments") func echo() async throws {
        try await RunningServer.with(Self.router()) { server in
            let socket = try await WebSocketConnection.connect("ws://\(server.address)/echo")
            try await socket.send("grüße")
            #expect(await socket.receive() == .text("grüße"))
            let bytes = [UInt8](repeating: 7, count: 60_000)
            try await socket.send(bytes)
            #expect(await socket.receive() == .binary(bytes))
            try await socket.send(WebSocketFrame(.text, [0x61, 0xc3], isFinal: false))
            try await socket.send(WebSocketFrame(.ping, [1]))
            try await socket.send(WebSocketFrame(.continuation, [0xbc], isFinal: false))
            try await socket.send(WebSocketFrame(.continuation, [0x62]))
            #expect(await socket.receive() == .text("aüb"))
            await socket.close()
            #expect(socket.closeCode == .normal)
            await #expect(throws: WebSocketError.closed) { try await socket.send("late") }
        }
    }

    @Test("what a client sends right behind its handshake isn't lost") func earlyFrames() async throws {
        try await RunningServer.with(Self.router()) { server in
            let client = try await RawClient(server.address)
            let request =
                "GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            let frame = WebSocketFrame(.text, [UInt8]("early".utf8)).encoded(mask: [1, 2, 3, 4])
            try await client.connection.write([UInt8](request.utf8) + frame)
            let answer = try await client.read(until: "early")
            #expect(answer.hasPrefix("HTTP/1.1 101 "))
            #expect(answer.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
            #expect(answer.contains("X-Extra: yes\r\n"))
        }
    }

    static let refusals: [(HTTPFields, Int)] = [
        (["Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "short"], 400),
        (["Sec-WebSocket-Version": "8", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="], 426),
    ]

    @Test("a request that isn't a handshake is a problem", arguments: refusals)
    func refused(headers: HTTPFields, status: Int) async throws {
        try await RunningServer.with(Self.router()) { server in
            var headers = headers
            #expect(try await WebClient.shared.send(.init(.get, server.url + "/echo")).status == .upgradeRequired)
            headers["Upgrade"] = "websocket"
            headers["Connection"] = "Upgrade"
            let response = try await WebClient.shared.send(.init(.get, server.url + "/echo", headers: headers))
            #expect(response.status.code == status)
            #expect(response.headers["Content-Type"] == "application/problem+json")
            await #expect(throws: WebSocketError.refused(status: 404)) {
                try await WebSocketConnection.connect("ws://\(server.address)/nothing")
            }
        }
    }

    @Test("a message over the limit closes with 1009, one that isn't UTF-8 with 1007") func violations() async throws {
        let codes = Locked([WebSocketCloseCode?]())
        let router = Self.router(WebSocketConfiguration(maximumMessageBytes: 1000)) { code in
            codes.withLock { $0.append(code) }
        }
        try await RunningServer.with(router) { server in
            let large = try await WebSocketConnection.connect("ws://\(server.address)/echo")
            try await large.send([UInt8](repeating: 0, count: 500_000))
            #expect(try await large.waitUntilClosed() == .messageTooBig)
            let broken = try await WebSocketConnection.connect("ws://\(server.address)/echo")
            try await broken.send(WebSocketFrame(.text, [0xff]))
            #expect(try await broken.waitUntilClosed() == .invalidData)
            try await eventually("both conversations have ended") { codes.withLock { $0.count } == 2 }
        }
    }

    @Test("a client that vanishes ends its conversation, one that goes silent is found by pings") func vanishing()
        async throws
    {
        let codes = Locked([WebSocketCloseCode?]())
        let configuration = WebSocketConfiguration(pingInterval: .milliseconds(100), pongTimeout: .milliseconds(200))
        let router = Self.router(configuration) { code in codes.withLock { $0.append(code) } }
        try await RunningServer.with(router) { server in
            let gone = try await WebSocketConnection.connect("ws://\(server.address)/echo")
            await gone.connection.close()
            try await eventually("its conversation has ended") { codes.withLock { $0 } == [.abnormal] }
            let silent = try await RawClient(server.address)
            try await silent.send(
                "GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            try await eventually("it is given up") { codes.withLock { $0 } == [.abnormal, .abnormal] }
            let alive = try await WebSocketConnection.connect("ws://\(server.address)/echo")
            try await silent.connection.waitUntilGone()
            try await alive.send("still here")
            #expect(await alive.receive() == .text("still here"))
            await alive.close()
        }
    }

    @Test("a door that reads its first bytes itself can still take a WebSocket") func sniffed() async throws {
        let listener = try await TCPListener.bind(port: 0)
        async let served: Void = {
            let connection = try await listener.accept()
            let first = try await connection.read() ?? []
            #expect(first.starts(with: "GET ".utf8))
            await connection.unread(first)
            let socket = try await WebSocketConnection.accept(on: connection)
            #expect(await socket.receive() == .text("hello"))
            try await socket.send("welcome")
            await socket.close(.goingAway)
        }()
        let client = try await WebSocketConnection.connect("ws://\(listener.address)/")
        try await client.send("hello")
        #expect(await client.receive() == .text("welcome"))
        #expect(try await client.waitUntilClosed() == .goingAway)
        try await served
    }

    @Test("a slow taker of messages holds the sender back, and loses nothing") func backpressure() async throws {
        try await RunningServer.with(Self.router()) { server in
            let socket = try await WebSocketConnection.connect("ws://\(server.address)/echo")
            async let sent: Void = {
                for number in 0..<5000 { try await socket.send("\(number)") }
            }()
            for number in 0..<5000 { #expect(await socket.receive() == .text("\(number)")) }
            try await sent
            await socket.close()
        }
    }
}
