import Contracts
import FoundationEssentials

/// One request within a message: `{"type": …, "deadlineMilliseconds": …, "body": …}`.
///
/// The deadline is what is left of it when the message is written; each receiver counts on by its own clock.
struct RequestEnvelope: Hashable {
    var type: String
    var deadlineMilliseconds: Int64
    /// JSON.
    var body: Data

    init(type: String, deadlineMilliseconds: Int64, body: Data) {
        self.type = type
        self.deadlineMilliseconds = deadlineMilliseconds
        self.body = body
    }

    /// Nil when it isn't one. Unknown members are ignored.
    init?(json: Data) {
        guard let members = JSONSlices.members(of: json), let type = members["type"].flatMap(Self.plainString),
            let deadline = members["deadlineMilliseconds"].flatMap({ Int64(String(decoding: $0, as: UTF8.self)) }),
            let body = members["body"]
        else { return nil }
        self.init(type: type, deadlineMilliseconds: deadline, body: body)
    }

    func append(to json: inout Data) {
        json.append(contentsOf: #"{"type":""#.utf8)
        json.append(contentsOf: type.utf8)
        json.append(contentsOf: #"","deadlineMilliseconds":"#.utf8)
        json.append(contentsOf: String(deadlineMilliseconds).utf8)
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
