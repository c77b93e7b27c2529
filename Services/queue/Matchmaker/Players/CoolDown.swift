import Contracts

/// How long a player who let others down may not search: `10 s · 2ⁿ⁻¹` for the `n`-th fault, 5 min at most.
///
/// One fault is forgiven for every 10 min since the last. No more are kept than make a difference, so that an hour after the
/// last fault all are forgiven, however many they were.
public struct CoolDown: Codable, Sendable, Hashable {
    public static let first = Duration.seconds(10)
    public static let longest = Duration.seconds(300)
    public static let forgiveness = Duration.seconds(600)
    /// So many make the longest.
    static let mostFaults = 6

    /// Faults that weren't forgiven when the last one was counted.
    public private(set) var faults: Int
    public private(set) var lastFault: Timestamp?
    public private(set) var until: Timestamp?

    public init(faults: Int = 0, lastFault: Timestamp? = nil, until: Timestamp? = nil) {
        self.faults = faults
        self.lastFault = lastFault
        self.until = until
    }

    /// What is left of it; `nil` when the player may search.
    public func remaining(at now: Timestamp) -> Duration? {
        guard let until, until > now else { return nil }
        return until - now
    }

    public mutating func addFault(at now: Timestamp) {
        if let lastFault {
            let forgiven = max(0, (now - lastFault).milliseconds / Self.forgiveness.milliseconds)
            faults -= Int(min(forgiven, Int64(faults)))
        }
        faults = min(Self.mostFaults, faults + 1)
        lastFault = now
        let doublings = faults - 1
        until = now + min(Self.longest, .milliseconds(Self.first.milliseconds << Int64(doublings)))
    }
}
