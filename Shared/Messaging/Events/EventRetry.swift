import AMQP
import Postgres

/// What becomes of an event whose handler failed.
struct EventRetry: Sendable {
    enum Decision: Hashable {
        case again(after: Duration)
        case giveUp
    }

    /// How many times an event is handled that fails for a reason of its own.
    static let attempts = 5
    /// How many times when a service that is asked is too old to understand: about ten minutes, within which an upgrade
    /// gets to it.
    static let attemptsOverUpgrade = 300

    /// A database or a service that is away comes back: then the event is as good as ever, so it is tried as long as it takes.
    /// A service of an older release is replaced before long. Anything else is likely to fail for ever: it is given up after
    /// a few attempts, so that the ones behind it go on.
    static func decide(after error: any Error, attempt: Int) -> Decision {
        let delay = min(Duration.milliseconds(100) * (1 << min(attempt, 5)), .seconds(2))
        if isPassing(error) { return .again(after: delay) }
        let limit = if case RPCError.unsupported = error { attemptsOverUpgrade } else { attempts }
        return attempt + 1 < limit ? .again(after: delay) : .giveUp
    }

    private static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case let error as PostgresError: error.isUnavailable || error.isRetriable || error.isOutcomeUnknown
        case let error as AMQPError: error.isRetriable
        case let error as RPCError:
            switch error {
            case .unavailable, .deadline, .moved: true
            case .unsupported, .failed: false
            }
        default: false
        }
    }
}
