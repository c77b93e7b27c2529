import Contracts
import FoundationEssentials

/// The answer to one request: `{"reply": …}`, or `{"error": {"code": …, "reason": …}}`.
enum ReplyEnvelope: Hashable {
    /// JSON.
    case reply(Data)
    case failure(code: String, reason: String)

    static let unsupported = "unsupported"
    static let moved = "moved"
    static let unavailable = "unavailable"
    static let failed = "failed"
    static let expired = "expired"

    private struct Failure: Codable {
        var code: String
        var reason: String
    }

    /// Nil when it isn't one.
    init?(json: Data) {
        guard let members = JSONSlices.members(of: json) else { return nil }
        if let reply = members["reply"] {
            self = .reply(reply)
            return
        }
        guard let error = members["error"] else { return nil }
        do {
            let failure = try JSONDecoder().decode(Failure.self, from: error)
            self = .failure(code: failure.code, reason: failure.reason)
        } catch {
            return nil
        }
    }

    func append(to json: inout Data) {
        switch self {
        case .reply(let reply):
            json.append(contentsOf: #"{"reply":"#.utf8)
            json.append(reply)
        case .failure(let code, let reason):
            json.append(contentsOf: #"{"error":"#.utf8)
            do {
                json.append(try JSONEncoder().encode(Failure(code: code, reason: reason)))
            } catch {
                preconditionFailure("two strings can always be encoded: \(error)")
            }
        }
        json.append(UInt8(ascii: "}"))
    }
}
