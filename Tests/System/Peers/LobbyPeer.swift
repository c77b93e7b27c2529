import APIClient
import Contracts
import Foundation
import Sockets
import Testing
import Threads
import WebSocket

/// A client of the TCP door, as the game is.
struct LobbyPeer: Sendable {
    let connection: TCPConnection

    /// Did not say what it was expected to.
    struct Unexpected: Error, CustomStringConvertible {
        let description: String
    }

    static func connect() async throws -> LobbyPeer {
        let port = try UInt16(stack().lobbyPort)
        return LobbyPeer(connection: try await TCPConnection.connect(host: "127.0.0.1", port: port))
    }

    /// Joins the pool of a region with a port.
    static func joining(_ region: String, _ port: Int) async throws -> LobbyPeer {
        let peer = try await connect()
        try await peer.send("MMSTART,\(region)|\(port)")
        return peer
    }

    func send(_ text: String) async throws { try await connection.write([UInt8](text.utf8)) }

    /// The next word, whole.
    func word(within limit: Duration = .seconds(10), sourceLocation: SourceLocation = #_sourceLocation) async throws
        -> String
    {
        let connection = self.connection
        let bytes: [UInt8]?
        do { bytes = try await withDeadline(limit) { try await connection.read() } } catch is DeadlineExceeded {
            throw Unexpected(description: "no word within \(limit), at line \(sourceLocation.line)")
        }
        guard let bytes else { throw Unexpected(description: "the connection is closed") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns when the server has closed the connection, and has said nothing.
    func closed(within limit: Duration = .seconds(10)) async throws {
        let connection = self.connection
        do {
            if let bytes = try await withDeadline(limit, operation: { try await connection.read() }) {
                throw Unexpected(description: "said \(String(decoding: bytes, as: UTF8.self))")
            }
        } catch let error as SocketError where error.kind == .closed {}
    }

    func close() async { await connection.close() }
}

/// A client of the WebSocket door.
struct SocketPeer: Sendable {
    let socket: WebSocketConnection

    static func connect(_ path: String = "/") async throws -> SocketPeer {
        let url = try stack().gatewayURL.replacing("http://", with: "ws://") + path
        return SocketPeer(socket: try await WebSocketConnection.connect(url))
    }

    static func joining(_ region: String, _ port: Int, at path: String = "/") async throws -> SocketPeer {
        let peer = try await connect(path)
        try await peer.sendTwice(
            #"{"eventType":"initialConfig","ipAddress":"127.0.0.1:\#(port)","region":"\#(region)"}"#)
        return peer
    }

    func sendTwice(_ object: String) async throws {
        try await socket.send("\"" + object.replacing("\"", with: "\\\"") + "\"")
    }

    func message(within limit: Duration = .seconds(10)) async throws -> JSONValue {
        let socket = self.socket
        guard let text = try await withDeadline(limit, operation: { await socket.receive() })?.text else {
            throw LobbyPeer.Unexpected(description: "the socket is closed")
        }
        return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    /// The next message of this kind; `noOpponents` may come before it.
    func message(_ kind: String) async throws -> JSONValue {
        while true {
            let message = try await self.message()
            if message["eventType"] == .string(kind) { return message }
            guard message["eventType"] == .string("noOpponents") else {
                throw LobbyPeer.Unexpected(description: "\(message) instead of \(kind)")
            }
        }
    }
}
