import AMQP

/// Why a request has no reply. A refusal of the domain is no error but part of the reply.
public enum RPCError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Nobody serves, the broker can't be reached, or whoever serves lacks what it depends on: nothing was done, and asking again later makes sense.
    case unavailable(String)
    /// No answer came, within the deadline or before the connection broke: **it is unknown whether it was done.**
    case deadline
    /// The service is of a release that doesn't know the request.
    case unsupported(String)
    /// It wasn't the shard's owner who got it: nothing was done; ask again.
    case moved
    /// The service could not answer, because of a fault of its own or of the request; whether it was done is unknown.
    case failed(String)

    init(_ error: AMQPError) {
        switch error.code {
        case .timeout, .connectionLost: self = .deadline
        default: self = .unavailable("\(error)")
        }
    }

    init(code: String, reason: String) {
        switch code {
        case ReplyEnvelope.unsupported: self = .unsupported(reason)
        case ReplyEnvelope.moved: self = .moved
        case ReplyEnvelope.unavailable: self = .unavailable(reason)
        case ReplyEnvelope.expired: self = .deadline
        default: self = .failed(reason)
        }
    }

    /// As it is told to whoever asked.
    var envelope: ReplyEnvelope {
        switch self {
        case .moved: .failure(code: ReplyEnvelope.moved, reason: "")
        case .unsupported(let reason): .failure(code: ReplyEnvelope.unsupported, reason: reason)
        case .deadline: .failure(code: ReplyEnvelope.expired, reason: "")
        case .unavailable(let reason): .failure(code: ReplyEnvelope.unavailable, reason: reason)
        case .failed(let reason): .failure(code: ReplyEnvelope.failed, reason: reason)
        }
    }

    public var description: String {
        switch self {
        case .unavailable(let reason): "unavailable: \(reason)"
        case .deadline: "no answer within the deadline"
        case .unsupported(let reason): "unsupported: \(reason)"
        case .moved: "the shard has moved"
        case .failed(let reason): "failed: \(reason)"
        }
    }
}
