import Glibc
import MatchingCore

/// How a made number is spread.
public enum Distribution: Sendable, Hashable {
    case normal(mean: Double, deviation: Double)
    /// Both ends belong to it.
    case uniform(low: Double, high: Double)

    /// The same number for the same state of the generator, in every process.
    func draw(using random: inout SeededGenerator) -> Double {
        switch self {
        case .normal(let mean, let deviation): mean + deviation * Self.standardNormal(using: &random)
        case .uniform(let low, let high): Double.random(in: low...high, using: &random)
        }
    }

    /// Near another draw of it, as the skills of friends are.
    func draw(near other: Double, using random: inout SeededGenerator) -> Double {
        switch self {
        case .normal(_, let deviation): other + deviation / 4 * Self.standardNormal(using: &random)
        case .uniform(let low, let high):
            min(high, max(low, other + (high - low) / 16 * Self.standardNormal(using: &random)))
        }
    }

    /// By Box and Muller, "A Note on the Generation of Random Normal Deviates" (1958).
    private static func standardNormal(using random: inout SeededGenerator) -> Double {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &random))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
    }

    /// The time to the next of events that come `rate` times a second, each by itself; in seconds.
    static func pause(rate: Double, using random: inout SeededGenerator) -> Double {
        -log(1 - Double.random(in: 0..<1, using: &random)) / rate
    }
}
