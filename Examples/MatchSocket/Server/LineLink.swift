import Sockets
import Threads

/// Lines over TCP.
actor LineLink: TextLink {
    private let connection: TCPConnection
    private var lines: TCPLines.Iterator

    init(_ connection: TCPConnection) {
        self.connection = connection
        lines = connection.lines(maximumBytes: MatchSocketListener.longestText).makeAsyncIterator()
    }

    nonisolated var writer: any TextWriter { Writer(connection: connection) }

    func next() async -> [UInt8]? {
        // A copy, since a property can't be changed over a suspension; with one reader nobody sees the difference.
        var lines = lines
        defer { self.lines = lines }
        do {
            while let line = try await lines.next(isolation: self) {
                if !line.isEmpty { return line }
            }
            return nil
        } catch {
            return nil  // closed, or a line that is too long: nothing after it can be read
        }
    }

    private struct Writer: TextWriter {
        let connection: TCPConnection

        func send(_ text: [UInt8]) async {
            // Somebody who doesn't read must not hold up the match: what doesn't fit the buffer ends the connection.
            do { try await connection.writeNow(text + [UInt8(ascii: "\n")]) } catch { await connection.close() }
        }

        func close() async {
            await connection.closeWrite()
            // Outlives the caller, which needn't wait for the client.
            Task {
                try? await withDeadline(.seconds(1)) { try await connection.waitUntilGone() }  // else it is cut off
                await connection.close()
            }
        }
    }
}
