/// Emits log messages under a label; a value, so that metadata set on a copy stays with that copy.
///
/// The names and shapes are swift-log's. Messages are constant, what varies goes into metadata with dotted keys:
/// `logger.info("match confirmed", metadata: ["match.id": "\(id)"])`. Library code logs at `info` or lower.
public struct Logger: Sendable {
    /// Who speaks: the module or the part of it, dotted (`muster.amqp`).
    public let label: String
    /// Where messages go.
    public var handler: any LogHandler

    /// A logger whose handler comes from `LoggingSystem`.
    public init(label: String) {
        self.init(label: label, factory: LoggingSystem.factory)
    }

    /// A logger with a handler of its own, independent of `LoggingSystem`.
    public init(label: String, factory: (String) -> any LogHandler) {
        self.label = label
        handler = factory(label)
    }

    /// Messages below this level are neither emitted nor built.
    public var logLevel: Level {
        get { handler.logLevel }
        set { handler.logLevel = newValue }
    }

    /// Metadata that goes with every message of this logger.
    public subscript(metadataKey key: String) -> Metadata.Value? {
        get { handler[metadataKey: key] }
        set { handler[metadataKey: key] = newValue }
    }

    /// Emits `message` when `level` is at or above `logLevel`; the metadata given here wins over the logger's.
    public func log(
        level: Level, _ message: @autoclosure () -> Message, metadata: @autoclosure () -> Metadata? = nil,
        source: @autoclosure () -> String? = nil, file: String = #fileID, function: String = #function,
        line: UInt = #line
    ) {
        guard level >= handler.logLevel else { return }
        handler.log(
            level: level, message: message(), metadata: metadata(),
            source: source() ?? String(file.prefix { $0 != "/" }), file: file, function: function, line: line)
    }
}
