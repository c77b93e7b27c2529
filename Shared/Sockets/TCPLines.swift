/// The lines of a connection as they come; see `TCPConnection.lines`.
public struct TCPLines: AsyncSequence, Sendable {
    let connection: TCPConnection
    let maximumBytes: Int

    public func makeAsyncIterator() -> Iterator { Iterator(connection: connection, maximumBytes: maximumBytes) }

    public struct Iterator: AsyncIteratorProtocol {
        private let connection: TCPConnection
        private let maximumBytes: Int
        private var buffer: [UInt8] = []
        private var start = 0
        private var ended = false

        init(connection: TCPConnection, maximumBytes: Int) {
            self.connection = connection
            self.maximumBytes = maximumBytes
        }

        public mutating func next() async throws(SocketError) -> [UInt8]? { try await next(isolation: nil) }

        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(SocketError) -> [UInt8]? {
            var searched = start
            while true {
                if let end = buffer[searched...].firstIndex(of: 0x0a) {
                    let line = buffer[start..<(end > start && buffer[end - 1] == 0x0d ? end - 1 : end)]
                    start = end + 1
                    return [UInt8](line)
                }
                buffer.removeSubrange(..<start)
                start = 0
                searched = buffer.count
                guard buffer.count <= maximumBytes else { throw SocketError(.bufferFull, "read a line") }
                guard !ended, let chunk = try await connection.read() else {
                    ended = true
                    defer { buffer = [] }
                    return buffer.isEmpty ? nil : buffer
                }
                buffer += chunk
            }
        }
    }
}
