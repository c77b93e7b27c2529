import Contracts
import FoundationEssentials
import Tracing

/// An event as it travels: CloudEvents 1.0, structured JSON, with the extensions `sequence` (also as the number `seq`) and
/// `traceparent`.
struct CloudEvent: Hashable {
    static let contentType = "application/cloudevents+json; charset=UTF-8"
    /// What the sources of our events begin with; the service's name follows.
    private static let sources = "/muster/"

    var id: String
    var source: ServiceName
    var type: String
    var subject: String
    var time: Timestamp?
    /// Counts the events of one subject.
    var sequence: Int?
    /// The trace of the request that caused it.
    var trace: TraceContext?
    /// JSON.
    var data: Data

    /// The attributes, as they are written.
    private struct Attributes: Codable {
        var specversion: String
        var id: String
        var source: String
        var type: String
        var subject: String?
        var time: String?
        var datacontenttype: String?
        /// As the extension wants it: text.
        var sequence: String?
        /// The same number, for those who'd rather count.
        var seq: Int?
        var traceparent: String?
    }

    init(
        id: String, source: ServiceName, type: String, subject: String, time: Timestamp?, sequence: Int?,
        trace: TraceContext? = nil, data: Data
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.sequence = sequence
        self.trace = trace
        self.data = data
    }

    /// Throws when it isn't one of ours; attributes that are newer than this release are ignored.
    init(json: Data) throws {
        let attributes = try JSONDecoder().decode(Attributes.self, from: json)
        guard attributes.specversion == "1.0", let data = JSONSlices.members(of: json)?["data"],
            attributes.source.hasPrefix(Self.sources)
        else { throw Malformed() }
        self.init(
            id: attributes.id, source: ServiceName(String(attributes.source.dropFirst(Self.sources.count))),
            type: attributes.type, subject: attributes.subject ?? "",
            time: attributes.time.flatMap { Timestamp(rfc3339: $0) }, sequence: attributes.sequence.flatMap { Int($0) },
            trace: attributes.traceparent.flatMap(TraceContext.init(traceParentHeaderValue:)), data: data)
    }

    struct Malformed: Error {}

    /// What handling it is part of.
    var context: ServiceContext? { trace.map { ServiceContext(traceContext: $0, requestID: nil) } }

    /// The whole message's body. Attributes come in the order of their names, then the data.
    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var json = try encoder.encode(
            Attributes(
                specversion: "1.0", id: id, source: Self.sources + source.rawValue, type: type, subject: subject,
                time: time?.rfc3339, datacontenttype: "application/json", sequence: sequence.map { String($0) },
                seq: sequence, traceparent: trace?.traceParentHeaderValue))
        json.removeLast()
        json.append(contentsOf: #","data":"#.utf8)
        json.append(data)
        json.append(UInt8(ascii: "}"))
        return json
    }
}

extension EventAudience {
    /// Where events for it are published.
    var exchange: String {
        switch self {
        case .operators: BrokerNames.events
        case .services: BrokerNames.internal
        }
    }
}
