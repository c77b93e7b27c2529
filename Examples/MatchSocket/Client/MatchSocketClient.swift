import Contracts
import FoundationEssentials
import Sockets

/// A player's end of the socket to a match server, as lines over TCP.
///
/// A sequence of what the server says; it ends when the server closes the socket, and throws what the server gave as reason.
public final class MatchSocketClient: AsyncSequence, Sendable {
    public typealias Element = ServerMessage

    private let connection: TCPConnection

    private init(_ connection: TCPConnection) { self.connection = connection }

    /// Connects and authenticates. Whether the server lets the player in shows in what it says.
    ///
    /// - Parameters:
    ///   - address: `host:port`, as `MatchConfig` has it.
    ///   - cookie: the pass of `MatchConfirmed`.
    public static func connect(to address: String, match: MatchID, cookie: String) async throws -> MatchSocketClient {
        guard let colon = address.lastIndex(of: ":"), let port = UInt16(address[address.index(after: colon)...]) else {
            throw MatchSocketError.badAddress(address)
        }
        let host = address[..<colon].drop { $0 == "[" }.prefix { $0 != "]" }
        let client = MatchSocketClient(try await TCPConnection.connect(host: String(host), port: port))
        try await client.send(.authenticate(matchID: match, cookie: cookie))
        return client
    }

    public func send(_ message: ClientMessage) async throws {
        try await connection.write([UInt8](JSONEncoder().encode(message)) + [UInt8(ascii: "\n")])
    }

    public func close() async { await connection.close() }

    public func makeAsyncIterator() -> Iterator { Iterator(lines: connection.lines().makeAsyncIterator()) }

    public struct Iterator: AsyncIteratorProtocol {
        var lines: TCPLines.Iterator

        public mutating func next() async throws -> ServerMessage? {
            while let line = try await lines.next() {
                guard !line.isEmpty else { continue }
                let message = try JSONDecoder().decode(ServerMessage.self, from: Data(line))
                if case .problem(let detail) = message { throw MatchSocketError.refused(detail: detail) }
                return message
            }
            return nil
        }
    }
}
