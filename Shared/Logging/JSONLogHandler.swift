/// Writes one JSON object a line: `time`, `level`, `label`, `message`, `service`, `instance` and, when there is any,
/// `metadata` with sorted keys.
///
/// ```
/// {"time":"2026-03-01T17:04:05.123Z","level":"info","label":"muster.amqp","message":"connected","service":"muster-auth","instance":"1","metadata":{"amqp.host":"localhost"}}
/// ```
public struct JSONLogHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var logLevel: Logger.Level = .info
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let service: String
    private let instance: String
    private let sink: LogSink
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - service: name of the executable.
    ///   - instance: tells replicas of the same service apart.
    ///   - now: the clock; another one in tests.
    public init(
        label: String, service: String, instance: String, sink: LogSink = .standardError,
        now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        self.label = label
        self.service = service
        self.instance = instance
        self.sink = sink
        self.now = now
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(
        level: Logger.Level, message: Logger.Message, metadata: Logger.Metadata?, source: String, file: String,
        function: String, line: UInt
    ) {
        var json = JSONText()
        json.raw("{\"time\":")
        json.string(now().rfc3339)
        json.raw(",\"level\":")
        json.string(level.rawValue)
        json.raw(",\"label\":")
        json.string(label)
        json.raw(",\"message\":")
        json.string(message.description)
        json.raw(",\"service\":")
        json.string(service)
        json.raw(",\"instance\":")
        json.string(instance)
        let all = merged(with: metadata)
        if !all.isEmpty {
            json.raw(",\"metadata\":")
            json.value(.dictionary(all))
        }
        json.raw("}\n")
        sink(json.bytes)
    }
}
