import MatchmakerCore

/// Ranges of a number into which tickets are sorted: from the weakest tenth to the strongest.
public struct Brackets: Sendable, Hashable {
    /// Each bracket but the last ends at one of these, which doesn't belong to it. Rising.
    public let bounds: [Double]

    private static let percents = [10, 25, 50, 75, 90]

    /// By how the number is spread among tickets; one bracket when none brings it.
    public init(of attribute: String, in tickets: [RecordedTicket]) {
        let values = tickets.compactMap { $0.mean(of: attribute) }.sorted()
        var bounds: [Double] = []
        for percent in Self.percents where !values.isEmpty {
            let bound = Spread.percentile(percent, of: values).rounded()
            if bound > bounds.last ?? values[0] { bounds.append(bound) }
        }
        self.bounds = bounds
    }

    public var count: Int { bounds.count + 1 }

    public func bracket(of value: Double) -> Int { bounds.firstIndex { value < $0 } ?? bounds.count }
}
