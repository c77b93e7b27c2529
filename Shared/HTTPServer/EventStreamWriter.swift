/// Writes Server-Sent Events (the HTML standard, section 9.2). Each method waits for a slow client, and throws
/// `HTTPStreamWriter.Closed` when the client has left.
public struct EventStreamWriter: Sendable {
    private let writer: HTTPStreamWriter

    public init(_ writer: HTTPStreamWriter) { self.writer = writer }

    /// Sends one event. Line breaks in `data` become several `data` lines, as the format asks; `event` and `id` have
    /// none.
    public func send(event: String? = nil, id: String? = nil, data: [UInt8]) async throws {
        var bytes: [UInt8] = []
        if let event { bytes += "event: \(Self.oneLine(event))\n".utf8 }
        if let id { bytes += "id: \(Self.oneLine(id))\n".utf8 }
        for line in data.split(separator: 0x0a, omittingEmptySubsequences: false) {
            bytes += "data: ".utf8
            bytes += line.last == 0x0d ? line.dropLast() : line
            bytes.append(0x0a)
        }
        bytes.append(0x0a)
        try await writer.write(bytes)
    }

    /// Sends a comment, which clients pass over: keeps proxies from closing a quiet stream.
    public func comment(_ text: String = "") async throws { try await writer.write(":\(Self.oneLine(text))\n\n") }

    /// Tells the client how long to wait before it connects again.
    public func retry(after delay: Duration) async throws {
        let (seconds, attoseconds) = delay.components
        try await writer.write("retry: \(seconds * 1000 + attoseconds / 1_000_000_000_000_000)\n\n")
    }

    private static func oneLine(_ text: String) -> String {
        String(decoding: text.utf8.filter { $0 != 0x0a && $0 != 0x0d && $0 != 0 }, as: UTF8.self)
    }
}
