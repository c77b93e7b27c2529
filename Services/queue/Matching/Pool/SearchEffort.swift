/// How much a mode's searches may cost, in steps of about a tenth of a microsecond.
///
/// Most searches end after a few dozen steps, found or not. Where many tickets go together but for a rule that no index
/// knows, a search can take long and find nothing, again and again: such searches live on credit, which grows with time and
/// with arrivals. A new ticket always gets something; one that is looked at again waits until there is credit.
struct SearchEffort: Sendable {
    /// 2 ms.
    static let mostForOne = 20_000
    /// 0.1 ms.
    static let leastForArrival = 1_000
    /// 5 ms for all searches of a step, of which the last may go past it.
    static let step = 50_000
    /// A third of one processor's time at most goes into searches in vain, and a little for each arrival.
    private static let creditPerMillisecond = 3_000
    private static let creditPerArrival = 200
    private static let mostCredit = 1_000_000

    private var credit = mostCredit
    private var left = 0
    private var time: Int64 = 0
    /// Of all searches so far.
    private(set) var spent = 0

    var isLeft: Bool { left > 0 }

    mutating func beginStep(at now: Int64) {
        left = Self.step
        let passed = Int(min(max(0, now - time), 1_000))
        credit = min(Self.mostCredit, credit + passed * Self.creditPerMillisecond)
        time = max(time, now)
    }

    /// What the next search may cost.
    mutating func allowance(hasArrived: Bool) -> Int {
        if hasArrived { credit = min(Self.mostCredit, credit + Self.creditPerArrival) }
        return max(hasArrived ? Self.leastForArrival : Self.leastForArrival / 10, min(Self.mostForOne, credit))
    }

    mutating func spend(_ effort: Int, isInVain: Bool) {
        left -= effort
        spent += effort
        if isInVain { credit = max(0, credit - effort) }
    }
}
