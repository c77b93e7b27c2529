/// Writes lines for people: `17:04:05.123 info    muster.amqp: connected  amqp.host=localhost`.
///
/// Control characters are shown as `\u{1b}`, so that what players send can't drive an operator's terminal.
public struct TerminalLogHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var logLevel: Logger.Level = .info
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let sink: LogSink
    private let now: @Sendable () -> Timestamp

    /// - Parameter now: the clock; another one in tests.
    public init(
        label: String, sink: LogSink = .standardError, now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        self.label = label
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
        let padding = String(repeating: " ", count: 8 - level.rawValue.utf8.count)
        var text = "\(now().rfc3339.dropFirst(11).dropLast()) \(level.rawValue)\(padding) \(label): "
        text += Self.printable(message.description)
        let all = merged(with: metadata)
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            text += "  \(Self.printable(key))=\(Self.printable(value.description))"
        }
        text += "\n"
        sink(Array(text.utf8))
    }

    private static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: Self.isControl) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isControl(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
    }
}
