import CLinux

/// What a descriptor is ready for, and what a watch asks for. `closing` (the peer will send no more) and `failed` (an
/// error, or closed both ways) are always told when `closing` is asked for; `failed` is told in any case.
public struct Readiness: OptionSet, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let readable = Readiness(rawValue: EPOLLIN.rawValue)
    public static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
    public static let closing = Readiness(rawValue: EPOLLRDHUP.rawValue)
    public static let failed = Readiness(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)
    /// In a request only: tell of changes, not of states.
    public static let edges = Readiness(rawValue: EPOLLET.rawValue)
    /// In a request only: tell once, then stay silent until asked again.
    public static let once = Readiness(rawValue: EPOLLONESHOT.rawValue)
}
