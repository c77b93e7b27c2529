import API
import FoundationEssentials
import HTTPClient
import WebSocket

/// Why the gateway did not do what was asked.
public enum GatewayError: Error, Sendable, CustomStringConvertible {
    /// No answer. Whether the gateway has acted is unknown.
    case unreachable(HTTPClientError)
    /// The WebSocket could not be opened.
    case socketFailed(WebSocketError)
    /// An answer with a status of 400 or above.
    case refused(GatewayProblem)
    /// An answer that isn't what `http-api.md` says.
    case unreadable(status: Int, reason: String)

    /// The status of a refusal.
    public var status: Int? { if case .refused(let problem) = self { problem.status } else { nil } }

    /// True when the same request may succeed later.
    public var isRetriable: Bool {
        switch self {
        case .unreachable(let error): error.isRetriable
        case .socketFailed: true
        case .refused(let problem): problem.status == 503 || problem.status == 429
        case .unreadable: false
        }
    }

    public var description: String {
        switch self {
        case .unreachable(let error): "the gateway can't be reached: \(error)"
        case .socketFailed(let error): "the gateway's socket can't be opened: \(error)"
        case .refused(let problem): problem.description
        case .unreadable(let status, let reason): "the gateway's answer (\(status)) can't be read: \(reason)"
        }
    }
}

/// A refusal as it came.
public struct GatewayProblem: Sendable, CustomStringConvertible {
    public let status: Int
    /// The problem details; `nil` where the answer had none.
    public let body: ProblemBody?
    /// Seconds, of the `Retry-After` field.
    public let retryAfter: Int?

    init(_ response: HTTPClientResponse) {
        status = response.status.code
        body = try? JSONDecoder().decode(ProblemBody.self, from: Data(response.body))  // a proxy sends none
        retryAfter = response.headers["Retry-After"].flatMap { Int($0) }
    }

    /// A refusal of which only the status is known.
    init(status: Int) {
        self.status = status
        body = nil
        retryAfter = nil
    }

    public var description: String {
        let fields = (body?.errors ?? []).map { "\($0.field): \($0.message)" }
        let words = [body?.title, body?.detail].compactMap { $0 } + fields
        return words.isEmpty ? "status \(status)" : "\(status) \(words.joined(separator: "; "))"
    }
}
