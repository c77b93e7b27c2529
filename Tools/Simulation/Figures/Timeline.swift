/// The time of a simulation, in parts of one length.
public struct Timeline: Sendable, Hashable {
    /// Seconds; the first part begins here.
    public let start: Double
    /// Of one part, seconds.
    public let width: Double
    public let parts: Int

    private static let mostParts = 48.0
    private static let widths: [Double] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400]

    /// Round parts, not more than can be drawn.
    public init(from start: Double, to end: Double) {
        let length = max(1, end - start)
        var width = Self.widths.first { length / $0 <= Self.mostParts } ?? 86_400
        while length / width > Self.mostParts { width *= 2 }
        self.width = width
        self.start = start
        parts = max(1, Int((length / width).rounded(.up)))
    }

    /// So many parts, whatever their length.
    public init(from start: Double, to end: Double, parts: Int) {
        self.start = start
        self.parts = parts
        // A whole number of seconds, so that it can be read.
        width = max(1, ((end - start) / Double(parts)).rounded(.up))
    }

    /// What lies outside belongs to the nearest.
    public func part(of time: Double) -> Int { min(parts - 1, max(0, Int((time - start) / width))) }
}
