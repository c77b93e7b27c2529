import Contracts
import FoundationEssentials
import Tracing

/// One request within a message: `{"type": …, "deadlineMilliseconds": …, "traceparent": …, "requestId": …, "body": …}`.
///
/// The deadline is what is left of it when the message is written; each receiver counts on by its own clock. The trace and the
/// id of the client's request may be missing.
struct RequestEnvelope: Hashable {
    var type: String
    var deadlineMilliseconds: Int64
    /// What caused it, to be bound by the receiver.
    var context: Context?
    /// JSON.
    var body: Data

    /// The part of a `ServiceContext` that travels.
    struct Context: Hashable {
        var trace: TraceContext?
        var requestID: String?

        /// `nil` when nothing of it travels.
        init?(_ context: ServiceContext?) {
            guard let context else { return nil }
            self.init(trace: context.traceContext, requestID: context.requestID)
        }

        init?(trace: TraceContext?, requestID: String?) {
            guard trace != nil || requestID != nil else { return nil }
            self.trace = trace
            self.requestID = requestID
        }

        var serviceContext: ServiceContext { ServiceContext(traceContext: trace, requestID: requestID) }
    }

    init(type: String, deadlineMilliseconds: Int64, context: Context? = nil, body: Data) {
        self.type = type
        self.deadlineMilliseconds = deadlineMilliseconds
        self.context = context
        self.body = body
    }

    /// Nil when it isn't one. Unknown members are ignored.
    init?(json: Data) {
        guard let members = JSONSlices.members(of: json), let type = members["type"].flatMap(Self.plainString),
            let deadline = members["deadlineMilliseconds"].flatMap({ Int64(String(decoding: $0, as: UTF8.self)) }),
            let body = members["body"]
        else { return nil }
        let trace = members["traceparent"].flatMap(Self.plainString).flatMap(TraceContext.init(traceParentHeaderValue:))
        let requestID = members["requestId"].flatMap(Self.plainString)
        self.init(
            type: type, deadlineMilliseconds: deadline, context: Context(trace: trace, requestID: requestID), body: body
        )
    }

    func append(to json: inout Data) {
        json.append(contentsOf: #"{"type":""#.utf8)
        json.append(contentsOf: type.utf8)
        json.append(contentsOf: #"","deadlineMilliseconds":"#.utf8)
        json.append(contentsOf: String(deadlineMilliseconds).utf8)
        if let trace = context?.trace {
            json.append(contentsOf: #","traceparent":"\#(trace.traceParentHeaderValue)""#.utf8)
        }
        // An id that a client has made up of quotes doesn't travel: it would have to be escaped here and there.
        if let requestID = context?.requestID, requestID.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c }) {
            json.append(contentsOf: #","requestId":"\#(requestID)""#.utf8)
        }
        json.append(contentsOf: #","body":"#.utf8)
        json.append(body)
        json.append(UInt8(ascii: "}"))
    }

    /// The text of a JSON string without escapes, as names are.
    private static func plainString(_ json: Data) -> String? {
        guard json.count >= 2, json.first == UInt8(ascii: "\""), !json.contains(UInt8(ascii: "\\")) else { return nil }
        return String(decoding: json.dropFirst().dropLast(), as: UTF8.self)
    }
}
