/// Where in which trace a piece of work stands, as W3C Trace Context (Recommendation of 23 November 2021) tells it.
///
/// The names and shapes are swift-w3c-trace-context's. Coded as the value of the `traceparent` header.
public struct TraceContext: Sendable, Hashable {
    public let traceID: TraceID
    /// The span that caused the work; `parent-id` in the header.
    public let spanID: SpanID
    public let flags: TraceFlags

    public init(traceID: TraceID, spanID: SpanID, flags: TraceFlags = []) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
    }

    /// A trace that begins here; nobody has decided to record it.
    public static func random() -> TraceContext {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    public static func random(using generator: inout some RandomNumberGenerator) -> TraceContext {
        TraceContext(traceID: .random(using: &generator), spanID: .random(using: &generator))
    }

    /// The value of a `traceparent` header, section 3.2 of the recommendation; `nil` when it is to be ignored. Of versions
    /// that are newer than 00 the part is read that 00 knows.
    public init?(traceParentHeaderValue text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= Self.length, bytes[2] == Self.dash, bytes[35] == Self.dash, bytes[52] == Self.dash,
            let version = Hexadecimal.value(of: bytes[0..<2]), version != 0xff,
            version == 0 ? bytes.count == Self.length : bytes.count == Self.length || bytes[55] == Self.dash,
            let high = Hexadecimal.value(of: bytes[3..<19]), let low = Hexadecimal.value(of: bytes[19..<35]),
            let span = Hexadecimal.value(of: bytes[36..<52]), let flags = Hexadecimal.value(of: bytes[53..<55]),
            high | low != 0, span != 0
        else { return nil }
        self.init(
            traceID: TraceID(high: high, low: low), spanID: SpanID(span),
            flags: TraceFlags(rawValue: UInt8(truncatingIfNeeded: flags)).intersection(.sampled))
    }

    /// `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`
    public var traceParentHeaderValue: String {
        "00-\(traceID)-\(spanID)-\(Hexadecimal.text(UInt64(flags.rawValue), digits: 2))"
    }

    private static let length = 55
    private static let dash = UInt8(ascii: "-")
}

extension TraceContext: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let context = TraceContext(traceParentHeaderValue: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a traceparent")
        }
        self = context
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(traceParentHeaderValue)
    }
}
