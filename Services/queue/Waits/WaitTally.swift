import Contracts
import Glibc  // exp2

/// What was seen of some kind of ticket of late: for how long tickets of each age were searching, and how many of them were
/// matched at that age.
///
/// Whoever still searches counts with the time that has passed: nobody's wait must end before it tells something, and those
/// who left unmatched aren't left out. What was seen long ago counts less, by half in each ``halfLife``; a kind that is
/// seldom seen forgets more slowly.
struct WaitTally: Sendable {
    /// Seconds.
    static let halfLife = 600.0
    /// With fewer matches than these, forgetting slows down.
    private static let fullPace = 32.0

    /// By age.
    private(set) var matches = Array(repeating: 0.0, count: AgeGrid.count)
    /// Seconds that were searched, by age.
    private(set) var searched = Array(repeating: 0.0, count: AgeGrid.count)
    private(set) var arrivals = 0.0
    /// Those who were matched in the moment of their coming.
    private(set) var matchedAtOnce = 0.0
    private(set) var allMatches = 0.0
    private(set) var allSearched = 0.0
    private var time: Timestamp

    init(at now: Timestamp) { time = now }

    /// Lets what was seen lose weight until now.
    mutating func age(to now: Timestamp) {
        let passed = (now - time).milliseconds
        guard passed > 0 else { return }
        time = now
        let pace = min(1, (allMatches + matchedAtOnce) / Self.fullPace)
        let kept = exp2(-Double(passed) / 1000 / Self.halfLife * pace)
        guard kept < 1 else { return }
        for part in matches.indices {
            matches[part] *= kept
            searched[part] *= kept
        }
        arrivals *= kept
        matchedAtOnce *= kept
        allMatches *= kept
        allSearched *= kept
    }

    mutating func addArrival() { arrivals += 1 }

    mutating func addMatchAtOnce() { matchedAtOnce += 1 }

    mutating func addMatch(part: Int) {
        matches[part] += 1
        allMatches += 1
    }

    mutating func addSearch(part: Int, seconds: Double) {
        searched[part] += seconds
        allSearched += seconds
    }
}
