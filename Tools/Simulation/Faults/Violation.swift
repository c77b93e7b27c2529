/// Something that must never be, with what led to it.
public struct Violation: Error, Sendable, Hashable, CustomStringConvertible {
    public var seed: UInt64
    /// Seconds since the simulation began.
    public var second: Double
    public var what: String
    /// The last things that happened, oldest first.
    public var trace: [String]

    public var description: String {
        "seed \(seed), second \(second): \(what)\n  " + trace.joined(separator: "\n  ")
    }
}
