/// Writes the body of a streamed response.
public struct HTTPStreamWriter: Sendable {
    /// The client has left, or the server stops.
    public struct Closed: Error {}

    let pipe: StreamPipe

    /// Resolved when the server begins to drain: a stream without an end of its own should end then.
    public var drain: DrainSignal { pipe.drain }

    /// Sends these bytes. Waits while more than 64 KiB are unsent; throws `Closed` when the client has left.
    public func write(_ bytes: [UInt8]) async throws { try await pipe.write(bytes) }

    public func write(_ text: String) async throws { try await pipe.write([UInt8](text.utf8)) }
}
