/// One client's socket, whatever it is spoken over: texts in, texts out.
protocol TextLink: Sendable {
    /// The next text; nil when the client is gone or has sent what can't be read. One reader at a time.
    func next() async -> [UInt8]?
    /// Sends texts, also while another task reads.
    var writer: any TextWriter { get }
}

/// The writing side of a `TextLink`.
protocol TextWriter: Sendable {
    /// Queues a text. One that can't be sent any more is dropped: the end shows to the reader.
    func send(_ text: [UInt8]) async
    /// Sends what is queued, then closes; a client that doesn't close its side has a second for it. Idempotent.
    func close() async
}
