import HTTPTypes

/// An answer whose body is read while it comes: a sequence of chunks, or by `lines` one of text lines.
public final class HTTPClientStream: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    public let status: HTTPStatus
    public let headers: HTTPFields
    private let transfer: Transfer
    private let transfers: TransferLoop
    private let client: WebClient

    init(head: HTTPClientResponse, transfer: Transfer, transfers: TransferLoop, client: WebClient) {
        status = head.status
        headers = head.headers
        self.transfer = transfer
        self.transfers = transfers
        self.client = client
    }

    deinit { close() }

    /// Ends the request; the sequence then ends with `cancelled`. Idempotent.
    public func close() {
        transfers.cancelSoon(transfer)
    }

    /// The lines of the body, without their line ends (LF or CRLF); a last one without an end counts. This is how
    /// Server-Sent Events are read: an empty line ends an event.
    public var lines: Lines { Lines(stream: self) }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: self) }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let stream: HTTPClientStream

        /// The next bytes; nil at the end of the body.
        public mutating func next() async throws(HTTPClientError) -> [UInt8]? { try await stream.nextChunk() }

        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(HTTPClientError) -> [UInt8]? { try await stream.nextChunk() }
    }

    func nextChunk() async throws(HTTPClientError) -> [UInt8]? {
        let result = await withTaskCancellationHandler {
            await transfers.nextChunk(transfer)
        } onCancel: {
            close()
        }
        return try result.get()
    }

    public struct Lines: AsyncSequence, Sendable {
        let stream: HTTPClientStream

        public func makeAsyncIterator() -> Iterator { Iterator(stream: stream) }

        public struct Iterator: AsyncIteratorProtocol {
            let stream: HTTPClientStream
            private var buffer: [UInt8] = []
            private var start = 0
            private var ended = false

            init(stream: HTTPClientStream) { self.stream = stream }

            public mutating func next() async throws(HTTPClientError) -> String? { try await next(isolation: nil) }

            public mutating func next(
                isolation actor: isolated (any Actor)?
            ) async throws(HTTPClientError) -> String? {
                var searched = start
                while true {
                    if let end = buffer[searched...].firstIndex(of: 0x0a) {
                        let line = buffer[start..<(end > start && buffer[end - 1] == 0x0d ? end - 1 : end)]
                        start = end + 1
                        return String(decoding: line, as: UTF8.self)
                    }
                    buffer.removeSubrange(..<start)
                    start = 0
                    searched = buffer.count
                    guard !ended, let chunk = try await stream.nextChunk() else {
                        ended = true
                        defer { buffer = [] }
                        return buffer.isEmpty ? nil : String(decoding: buffer, as: UTF8.self)
                    }
                    buffer += chunk
                }
            }
        }
    }
}
