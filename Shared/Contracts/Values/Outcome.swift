/// What became of a request: done, or refused for a reason of the domain. Closed for ever; what grows is ``Refusal/Code``.
public enum Outcome<Success: Codable & Sendable & Hashable>: Codable, Sendable, Hashable {
    case success(Success)
    case refused(Refusal)

    private enum Key: String, CodingKey { case success, refused }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let refusal = try container.decodeIfPresent(Refusal.self, forKey: .refused) {
            self = .refused(refusal)
        } else {
            self = .success(try container.decode(Success.self, forKey: .success))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .success(let value): try container.encode(value, forKey: .success)
        case .refused(let refusal): try container.encode(refusal, forKey: .refused)
        }
    }

    /// The success, or the refusal thrown.
    public func get() throws(Refusal) -> Success {
        switch self {
        case .success(let value): value
        case .refused(let refusal): throw refusal
        }
    }
}

/// Success with nothing to say.
public struct Done: Codable, Sendable, Hashable {
    public init() {}
}
