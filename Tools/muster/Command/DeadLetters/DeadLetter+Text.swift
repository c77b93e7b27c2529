import Contracts
import FoundationEssentials
import Messaging

extension DeadLetter {
    /// For people: a line of what it is, and its body up to a length.
    func text(on terminal: Terminal) -> String {
        let head = [
            terminal.styled(EventLine.printable(id), .bold), terminal.styled(EventLine.printable(reason), .red),
            buriedAt.map { terminal.styled($0.rfc3339, .dim) } ?? "",
            EventLine.printable(exchange.isEmpty ? routingKey : "\(exchange) \(routingKey)"),
        ]
        let shown = EventLine.printable(String(decoding: body.prefix(Self.longestShown), as: UTF8.self))
        let more = body.count > Self.longestShown ? " … \(body.count) bytes" : ""
        return head.filter { !$0.isEmpty }.joined(separator: "  ") + "\n    \(shown)\(more)"
    }

    private static let longestShown = 2000

    /// For programs, on one line; the body as text, or in base64 where it is none.
    var json: String {
        struct Shown: Encodable {
            var id: String
            var reason: String
            var buriedAt: String?
            var exchange: String
            var routingKey: String
            var body: String?
            var bodyBase64: String?
        }
        let text = String(data: body, encoding: .utf8)
        let shown = Shown(
            id: id, reason: reason, buriedAt: buriedAt?.rfc3339, exchange: exchange, routingKey: routingKey, body: text,
            bodyBase64: text == nil ? body.base64EncodedString() : nil)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(shown), as: UTF8.self)
        } catch {
            preconditionFailure("texts can always be encoded: \(error)")
        }
    }
}
