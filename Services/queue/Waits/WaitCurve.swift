import Glibc  // exp, log

/// How soon a ticket is matched: at once with some chance, and later at a rate that goes with its age.
struct WaitCurve: Sendable {
    /// The chance to be matched in the moment of coming.
    var atOnce: Double
    /// Matches a second of search, by age.
    var rates: [Double]

    /// Both search for the same ticket: whichever comes first.
    mutating func add(_ other: WaitCurve) {
        atOnce = 1 - (1 - atOnce) * (1 - other.atOnce)
        for part in rates.indices { rates[part] += other.rates[part] }
    }

    /// The age at which so many of those who searched at `age` will have been matched, in seconds; infinite when that takes
    /// more than a day.
    func quantile(_ share: Double, from age: Double = 0) -> Double {
        var left = -log(max(1e-12, 1 - share))
        if age <= 0 {
            guard share > atOnce else { return 0 }
            left += log(max(1e-12, 1 - atOnce))
        }
        var seconds = max(0, age)
        for part in AgeGrid.part(of: seconds)..<AgeGrid.count {
            let end = AgeGrid.end(of: part)
            let risk = rates[part] * (end - seconds)
            if risk >= left { return seconds + left / rates[part] }
            left -= risk
            seconds = end
        }
        return .infinity
    }
}
