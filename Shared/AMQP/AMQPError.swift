/// What went wrong between this process and the broker.
public struct AMQPError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure; what a caller decides on.
    public enum Code: String, Sendable, Hashable {
        /// There is no connection at the moment; nothing was sent.
        case unavailable
        /// The broker has asked publishers to stop (memory or disk alarm); nothing was sent.
        case blocked
        /// A `mandatory` message found no queue; it was not stored anywhere.
        case unroutable
        /// The broker refused the message (`basic.nack`); it may be published again.
        case rejected
        /// No answer within the time given: the outcome is unknown.
        case timeout
        /// The connection broke while the answer was outstanding: the outcome is unknown.
        case connectionLost
        /// This client is stopping or has stopped; nothing was sent.
        case closed
        /// The exchange, queue or virtual host does not exist.
        case notFound
        /// It exists with other arguments.
        case preconditionFailed
        /// It is another connection's exclusive queue.
        case resourceLocked
        /// The user lacks the permission, or the credentials are wrong.
        case accessRefused
        /// Another refusal by the broker; see `replyCode`.
        case refused
        /// A socket, TLS or protocol failure of this side; see `status`.
        case transport
        /// The address or a setting makes no sense.
        case invalidConfiguration
    }

    public let code: Code
    /// For the log; in the broker's words where it said something.
    public let message: String
    /// The broker's reply code (404, 406 …) when it gave one.
    public let replyCode: UInt16?
    /// librabbitmq's status when the failure is of this side.
    public let status: Int32?

    public init(_ code: Code, _ message: String, replyCode: UInt16? = nil, status: Int32? = nil) {
        self.code = code
        self.message = message
        self.replyCode = replyCode
        self.status = status
    }

    /// True when the same call may succeed later without anybody changing anything.
    public var isRetriable: Bool {
        switch code {
        case .unavailable, .blocked, .unroutable, .rejected, .timeout, .connectionLost, .resourceLocked, .transport:
            true
        case .notFound:
            // A node that is starting answers 404 for a queue that it will have in a moment.
            message.contains("home node")
        case .refused:
            replyCode == 320 || replyCode == 506 || replyCode == 541
        case .closed, .preconditionFailed, .accessRefused, .invalidConfiguration:
            false
        }
    }

    /// True when the message may or may not have arrived.
    public var outcomeIsUnknown: Bool { code == .timeout || code == .connectionLost }

    public var description: String {
        var text = "\(code.rawValue): \(message)"
        if let replyCode { text += " (reply code \(replyCode))" }
        if let status { text += " (status \(status))" }
        return text
    }

    /// A refusal that came from the broker with `channel.close` or `connection.close`.
    static func refusal(code: UInt16, text: String) -> AMQPError {
        let kind: Code =
            switch code {
            case 403, 530: .accessRefused
            case 404: .notFound
            case 405: .resourceLocked
            case 406: .preconditionFailed
            case 312: .unroutable
            default: .refused
            }
        return AMQPError(kind, text, replyCode: code)
    }
}
