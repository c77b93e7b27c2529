import Contracts
import WaitsCore

/// How long tickets of a mode search, as any replica tells it.
public struct WaitFigures: Codable, Sendable, Hashable {
    /// Seconds: 80 of 100 searches end within.
    public var interval: [Double]
    /// By party size and rating.
    public var kinds: [ModeSummary.Wait]

    public init(interval: [Double], kinds: [ModeSummary.Wait]) {
        self.interval = interval
        self.kinds = kinds
    }
}

extension WaitEstimate {
    /// As messages have it.
    var bounds: [Double] { [low, high] }
}
