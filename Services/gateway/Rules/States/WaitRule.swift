import Contracts

/// When a waiting `GET` is answered (`?wait=SECONDS&since=REVISION`).
public struct WaitRule: Hashable, Sendable {
    /// How long to wait at most; zero answers at once.
    public var wait: Duration
    public var since: Int64?

    public static let longestSeconds = 55.0

    /// - Throws: `invalid` when either isn't a number, or `wait` is outside 0…55.
    public init(wait: String?, since: String?) throws(Refusal) {
        var rule = BodyRule()
        var seconds = 0.0
        if let wait {
            if let number = Double(wait), (0...Self.longestSeconds).contains(number) {
                seconds = number
            } else {
                rule.refuse("wait", "must be seconds from 0 to \(Int(Self.longestSeconds))")
            }
        }
        if let since {
            self.since = Int64(since)
            if self.since == nil { rule.refuse("since", "must be a revision") }
        }
        try rule.check()
        self.wait = .milliseconds(Int64(seconds * 1000))
    }

    /// Does a request that finds this state wait for the next one? With `since`, unless the revision differs. Without, only
    /// where a change is what the caller can be waiting for: looking, or found and accepted.
    public func waits(on state: PlayerState) -> Bool {
        if let since { return state.revision == since }
        return switch state.kind {
        case .lookingForMatch: true
        case .matchFound: state.youAccepted == true
        default: false
        }
    }

    /// The same for a server's `provide`: without `since`, while nothing is to be prepared.
    public func waits(on reply: ListServers.Reply) -> Bool {
        if let since { return reply.revision == since }
        return reply.prepare.isEmpty
    }
}
