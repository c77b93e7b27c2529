/// Sorts tickets by a number into six brackets, from the lowest tenth to the highest. Where they lie follows the tickets that
/// came last.
struct RatingBrackets: Sendable {
    static let count = 6
    private static let percents = [10, 25, 50, 75, 90]
    private static let memory = 256
    private static let interval = 32

    /// Each bracket but the last ends below one of these. Empty until enough have come.
    private(set) var bounds: [Double] = []
    private var latest: [Double] = []
    private var next = 0
    private var sinceUpdate = 0

    func bracket(of rating: Double) -> Int { bounds.isEmpty ? 2 : bounds.firstIndex { rating < $0 } ?? bounds.count }

    /// A ticket came.
    mutating func note(_ rating: Double) {
        if latest.count < Self.memory {
            latest.append(rating)
        } else {
            latest[next] = rating
            next = (next + 1) % Self.memory
        }
        sinceUpdate += 1
        guard sinceUpdate >= Self.interval, latest.count >= 2 * Self.interval else { return }
        sinceUpdate = 0
        let sorted = latest.sorted()
        bounds = Self.percents.map { sorted[sorted.count * $0 / 100] }
    }

    /// The range of a bracket; `nil` for one that holds nothing.
    func range(of bracket: Int) -> (from: Double?, below: Double?)? {
        guard !bounds.isEmpty else { return bracket == 2 ? (nil, nil) : nil }
        let from = bracket > 0 ? bounds[bracket - 1] : nil
        let below = bracket < bounds.count ? bounds[bracket] : nil
        if let from, let below, from >= below { return nil }
        return (from, below)
    }
}
