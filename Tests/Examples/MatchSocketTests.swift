import Contracts
import Foundation
import MatchSocket
import Sockets
import Testing
import Threads
import WebSocket

/// The protocol between client and match server, over real sockets in one process.
@Suite(.timeLimit(.minutes(1))) struct MatchSocketTests {
    private let match = MatchID("m00test")
    private let passes = ["pass-a": PlayerID("ada"), "pass-b": PlayerID("grace")]

    /// A server with one open match, and the address of its port.
    private func open(
        limits: MatchSocketLimits = MatchSocketLimits(), sink: @escaping @Sendable (MatchSocketEvent) -> Void = { _ in }
    ) async throws -> (MatchSocketServer, String) {
        let server = MatchSocketServer(limits: limits)
        let port = try await server.listen(host: "127.0.0.1", port: 0)
        await server.open(match, passes: passes, sink: sink)
        return (server, "127.0.0.1:\(port)")
    }

    private func connect(_ address: String) async throws -> TCPConnection {
        try await TCPConnection.connect(host: "127.0.0.1", port: UInt16(address.split(separator: ":")[1])!)
    }

    @Test("All are told MatchStarting once the last of them has loaded")
    func starting() async throws {
        let (server, address) = try await open()
        let ada = try await MatchSocketClient.connect(to: address, match: match, cookie: "pass-a")
        try await ada.send(.loadMatchComplete)
        let grace = try await MatchSocketClient.connect(to: address, match: match, cookie: "pass-b")
        try await grace.send(.loadMatchComplete)
        for client in [ada, grace] {
            var messages = client.makeAsyncIterator()
            #expect(try await messages.next() == .matchStarting)
        }
        await server.stop()
    }

    @Test("The match starts without a player who doesn't load within the limit after the first")
    func lateLoader() async throws {
        let (server, address) = try await open(limits: MatchSocketLimits(loading: .milliseconds(100)))
        let ada = try await MatchSocketClient.connect(to: address, match: match, cookie: "pass-a")
        try await ada.send(.loadMatchComplete)
        var messages = ada.makeAsyncIterator()
        #expect(try await messages.next() == .matchStarting)
        await server.stop()
    }

    @Test("A client that doesn't authenticate in time is closed")
    func silentClient() async throws {
        let (server, address) = try await open(limits: MatchSocketLimits(authentication: .milliseconds(100)))
        let connection = try await connect(address)
        try await connection.waitUntilGone()
        await server.stop()
    }

    @Test(
        "A client that says anything but a good Authenticate first is told why and closed",
        arguments: [
            #"{"type":"LoadMatchComplete"}"#, #"{"type":"Authenticate","matchId":"m00test","cookie":"wrong"}"#,
            #"{"type":"Authenticate","matchId":"m00other","cookie":"pass-a"}"#, #"{"type":"Authenticate"}"#, "no JSON",
        ])
    func refused(_ text: String) async throws {
        let (server, address) = try await open()
        let connection = try await connect(address)
        try await connection.write(Array((text + "\n").utf8))
        var lines = connection.lines().makeAsyncIterator()
        let answer = try #require(try await lines.next())
        #expect(String(decoding: answer, as: UTF8.self).contains(#""type":"Problem""#))
        #expect(try await lines.next() == nil)
        await server.stop()
    }

    @Test("An unknown pass is looked for once more before it is refused")
    func renewedPass() async throws {
        let holder = Locked<MatchSocketServer?>(nil)
        let match = match
        let server = MatchSocketServer {
            let server = holder.withLock { $0 }
            await server?.renew(match, passes: ["pass-a2": PlayerID("ada"), "pass-b": PlayerID("grace")])
        }
        holder.withLock { $0 = server }
        let joined = OneShot<PlayerID>()
        let port = try await server.listen(host: "127.0.0.1", port: 0)
        await server.open(match, passes: passes) { event in
            if case .joined(let player) = event { joined.succeed(player) }
        }
        _ = try await MatchSocketClient.connect(to: "127.0.0.1:\(port)", match: match, cookie: "pass-a2")
        #expect(try await joined.value(within: .seconds(60)) == PlayerID("ada"))
        holder.withLock { $0 = nil }
        await server.stop()
    }

    @Test("Game messages go both ways, and the end of a socket is told")
    func conversation() async throws {
        let (events, feed) = AsyncStream<MatchSocketEvent>.makeStream()
        let (server, address) = try await open { feed.yield($0) }
        let ada = try await MatchSocketClient.connect(to: address, match: match, cookie: "pass-a")
        let hello = try GameMessage(["type": "Hello", "text": "there"])
        try await ada.send(.game(hello))
        var seen = events.makeAsyncIterator()
        #expect(await seen.next() == .joined(PlayerID("ada")))
        #expect(await seen.next() == .said(PlayerID("ada"), hello))
        await server.send(.game(hello), to: [PlayerID("ada"), PlayerID("grace")], in: match)
        var messages = ada.makeAsyncIterator()
        #expect(try await messages.next() == .game(hello))
        await ada.close()
        #expect(await seen.next() == .left(PlayerID("ada")))
        await server.stop()
    }

    @Test("A player who connects again takes the place of the older socket, and isn't told to have left")
    func replacement() async throws {
        let (events, feed) = AsyncStream<MatchSocketEvent>.makeStream()
        let (server, address) = try await open { feed.yield($0) }
        let older = try await MatchSocketClient.connect(to: address, match: match, cookie: "pass-a")
        var seen = events.makeAsyncIterator()
        #expect(await seen.next() == .joined(PlayerID("ada")))
        let newer = try await MatchSocketClient.connect(to: address, match: match, cookie: "pass-a")
        #expect(await seen.next() == .joined(PlayerID("ada")))
        var messages = older.makeAsyncIterator()
        #expect(try await messages.next() == nil)
        try await newer.send(.game(GameMessage(["type": "Hello"])))
        #expect(await seen.next() == .said(PlayerID("ada"), try GameMessage(["type": "Hello"])))
        await server.stop()
    }

    @Test("The same messages go as texts of a WebSocket on the same port")
    func webSocket() async throws {
        let (server, address) = try await open(limits: MatchSocketLimits(loading: .milliseconds(50)))
        let socket = try await WebSocketConnection.connect("ws://\(address)/")
        try await socket.send(#"{"type":"Authenticate","matchId":"m00test","cookie":"pass-b"}"#)
        try await socket.send(#"{"type":"LoadMatchComplete"}"#)
        #expect(await socket.receive()?.text == #"{"type":"MatchStarting"}"#)
        await server.close(match)
        #expect(await socket.receive() == nil)
        await server.stop()
    }

    @Test("When the match closes, its sockets do")
    func closing() async throws {
        let (events, feed) = AsyncStream<MatchSocketEvent>.makeStream()
        let (server, address) = try await open { feed.yield($0) }
        let ada = try await MatchSocketClient.connect(to: address, match: match, cookie: "pass-a")
        var seen = events.makeAsyncIterator()
        #expect(await seen.next() == .joined(PlayerID("ada")))
        await server.close(match)
        var messages = ada.makeAsyncIterator()
        #expect(try await messages.next() == nil)
        await server.stop()
    }
}
