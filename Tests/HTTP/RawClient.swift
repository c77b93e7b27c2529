import Sockets
import Threads

/// A client that writes what it likes.
struct RawClient: Sendable {
    let connection: TCPConnection

    init(_ address: SocketAddress) async throws {
        connection = try await TCPConnection.connect(host: "\(address.ip)", port: address.port)
    }

    func send(_ text: String) async throws { try await connection.write([UInt8](text.utf8)) }

    func readToEnd(within limit: Duration = .seconds(5)) async throws -> String {
        try await withDeadline(limit) {
            var all: [UInt8] = []
            while let bytes = try await connection.read() { all += bytes }
            return String(decoding: all, as: UTF8.self)
        }
    }

    /// Reads until the text has come; gives back everything that has.
    func read(until text: String, within limit: Duration = .seconds(5)) async throws -> String {
        try await withDeadline(limit) {
            var all = ""
            while !all.contains(text), let bytes = try await connection.read() {
                all += String(decoding: bytes, as: UTF8.self)
            }
            return all
        }
    }
}
