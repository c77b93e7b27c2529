/// Where the messages of a `Logger` go. A value type: each logger owns its copy, with level and metadata of its own.
public protocol LogHandler: Sendable {
    /// Emits one message; `metadata` comes from the call and wins over the handler's own.
    func log(
        level: Logger.Level, message: Logger.Message, metadata: Logger.Metadata?, source: String, file: String,
        function: String, line: UInt)

    subscript(metadataKey key: String) -> Logger.Metadata.Value? { get set }

    var metadata: Logger.Metadata { get set }

    var logLevel: Logger.Level { get set }

    /// Adds what the task at hand is about; the handler's own metadata gives way to it, and it to the call's.
    var metadataProvider: Logger.MetadataProvider? { get set }
}

extension LogHandler {
    /// All metadata of a message.
    func merged(with explicit: Logger.Metadata?) -> Logger.Metadata {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, provided in provided } }
        if let explicit { all.merge(explicit) { _, explicit in explicit } }
        return all
    }
}

/// Drops everything.
public struct NoOpLogHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var logLevel: Logger.Level = .critical
    public var metadataProvider: Logger.MetadataProvider?

    public init() {}

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(
        level: Logger.Level, message: Logger.Message, metadata: Logger.Metadata?, source: String, file: String,
        function: String, line: UInt
    ) {}
}
