/// How long tickets have searched, in parts: narrow at first, each a third wider than the last.
enum AgeGrid {
    /// Where each part begins, in seconds. The last has no end.
    static let starts: [Double] = {
        var starts = [0.0]
        var next = 1.0
        while next < 43_200 {
            starts.append(next)
            next *= 1.35
        }
        return starts
    }()

    static let count = starts.count

    /// The part that an age is in.
    static func part(of seconds: Double) -> Int {
        var low = 0
        var high = count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= seconds { low = middle } else { high = middle }
        }
        return low
    }

    static func end(of part: Int) -> Double { part + 1 < count ? starts[part + 1] : .infinity }
}
