/// The quick part of a choice among candidates.
///
/// A search that goes through all choices in their order stays with its first candidates for as long as there is anything else
/// to vary. When one of them goes with nobody (a rating that no average can bear), it finds nothing in any time that may be
/// had. So a few choices around each first candidate are tried before, and then choices among those who are most like the
/// anchor: limited discrepancy search (Harvey and Ginsberg, 1995), which soon has left out any one of them.
extension ModePool {
    /// So many choices that can't be seated are tried around one first candidate.
    private static let fewChoices = 3

    /// A match found by few tries. When there is none, `work.isInconclusive` says whether there could be one all the same.
    ///
    /// - Parameter others: those around whom everything was tried already.
    mutating func chooseQuickly(without others: CandidateSet) -> Bool {
        work.isQuick = true
        work.isInconclusive = false
        defer {
            work.isQuick = false
            work.choicesLeft = .max
        }
        var tried = others
        for candidate in overdue where !tried.contains(candidate) {
            if choose(with: candidate, without: tried, part: 8) { return true }
            tried.insert(candidate)
        }
        if choose(with: nil, without: tried, part: 4) { return true }
        guard work.isInconclusive, let balance = plan.stages[work.place.stage].balance else { return false }
        let missing = plan.stages[work.place.stage].maxPlayers - Int(store.rows[Int(work.place.anchor)].size)
        for players in [missing + 2, 2 * missing] {
            guard let others = unlike(balance.feature, butFor: players) else { break }
            if choose(with: nil, without: others, part: 6) { return true }
        }
        return false
    }

    /// The candidates who are overdue and go before all others, the oldest first.
    var overdue: Range<Int> {
        var end = 0
        while end < min(Self.mostPreferred, work.rows.count),
            store.rows[Int(work.rows[end])].enqueuedAt <= work.place.overdueUntil
        {
            end += 1
        }
        return 0..<end
    }

    /// Begins the choices around one more first candidate.
    mutating func beginFewChoices() {
        if work.isQuick { work.choicesLeft = Self.fewChoices }
    }

    /// Chooses with a part of the effort that is left.
    private mutating func choose(with candidate: Int?, without others: CandidateSet, part: Int) -> Bool {
        let rest = work.effort - work.effort / part
        work.effort -= rest
        let isFound = chooseMembers(with: candidate, without: others)
        if work.effort <= 0 { work.isInconclusive = true }
        work.effort = max(0, work.effort) + rest
        return isFound
    }

    /// All candidates but for so many players whose numbers are nearest to the anchor's; `nil` when there are no more.
    private mutating func unlike(_ feature: Int, butFor players: Int) -> CandidateSet? {
        guard work.players > players else { return nil }
        let own = store.number(feature, of: work.place.anchor)
        let distances = work.rows.map { abs(store.number(feature, of: $0) - own) }
        var others = CandidateSet.first(work.rows.count)
        var left = players
        for candidate in work.rows.indices.sorted(by: { (distances[$0], $0) < (distances[$1], $1) }) {
            guard left > 0 else { break }
            left -= work.sizes[candidate]
            others.remove(candidate)
        }
        work.effort -= work.rows.count
        return others
    }
}
