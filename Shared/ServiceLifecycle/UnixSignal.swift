import Glibc

/// A signal that asks a process for something.
public enum UnixSignal: Sendable, Hashable, CustomStringConvertible {
    case sigterm, sigint, sighup, sigusr1, sigusr2

    var number: Int32 {
        switch self {
        case .sigterm: SIGTERM
        case .sigint: SIGINT
        case .sighup: SIGHUP
        case .sigusr1: SIGUSR1
        case .sigusr2: SIGUSR2
        }
    }

    public var description: String {
        switch self {
        case .sigterm: "SIGTERM"
        case .sigint: "SIGINT"
        case .sighup: "SIGHUP"
        case .sigusr1: "SIGUSR1"
        case .sigusr2: "SIGUSR2"
        }
    }
}
