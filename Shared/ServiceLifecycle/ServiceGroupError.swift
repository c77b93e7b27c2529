/// Why a group ended other than by a graceful shutdown that succeeded.
public enum ServiceGroupError: Error, Hashable, CustomStringConvertible {
    /// A service returned although nobody had asked it to; its type's name.
    case serviceFinishedUnexpectedly(service: String)
    /// Not all services had shut down within `maximumGracefulShutdownDuration`, and were cancelled.
    case gracefulShutdownTimedOut
    /// `run()` was called a second time.
    case alreadyRunning

    public var description: String {
        switch self {
        case .serviceFinishedUnexpectedly(let service): "\(service) finished unexpectedly"
        case .gracefulShutdownTimedOut: "graceful shutdown took too long"
        case .alreadyRunning: "the service group is already running"
        }
    }
}
