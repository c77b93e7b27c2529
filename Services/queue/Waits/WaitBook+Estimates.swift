import Contracts

extension WaitBook {
    /// How long tickets of one kind search in a mode.
    public struct KindEstimate: Sendable, Hashable {
        public var players: Int
        /// The number by which tickets are sorted: from here, and below there. `nil` where it has no end.
        public var ratingFrom: Double?
        public var ratingBelow: Double?
        public var wait: WaitEstimate
    }

    /// For any ticket of a mode; `nil` while nobody has been matched yet.
    public mutating func estimate(for name: ModeName, at now: Timestamp) -> WaitEstimate? {
        names.firstIndex(of: name).flatMap { estimate([($0, nil)], age: 0, at: now) }
    }

    /// For each kind of ticket that was matched of late, by party size and rating.
    public mutating func estimates(for name: ModeName, at now: Timestamp) -> [KindEstimate] {
        guard let mode = names.firstIndex(of: name) else { return [] }
        var estimates: [KindEstimate] = []
        for kind in modes[mode].seenKinds {
            guard let range = modes[mode].brackets.range(of: kind.bracket),
                let wait = estimate([(mode, kind)], age: 0, at: now)
            else { continue }
            estimates.append(
                KindEstimate(players: kind.players, ratingFrom: range.from, ratingBelow: range.below, wait: wait))
        }
        return estimates
    }

    /// For a ticket that searches in several modes at once, and has done so for `age` seconds.
    mutating func estimate(_ sought: [(Int, ModeWaits.Kind?)], age: Double, at now: Timestamp) -> WaitEstimate? {
        let sought = sought.filter { modes[$0.0].isKnown }
        var curve: WaitCurve?
        var outside = 0.0
        var timeout = 0.0
        for (mode, kind) in sought {
            let next = modes[mode].curve(of: kind, at: now)
            if curve == nil { curve = next } else { curve?.add(next) }
            outside += modes[mode].outside(kind) / Double(sought.count)
            timeout = max(timeout, modes[mode].timeout)
        }
        guard let curve else { return nil }
        timeout = max(timeout, age)
        func seconds(_ share: Double) -> Double { min(timeout, curve.quantile(share, from: age)) }
        let median = seconds(0.5)
        // With nothing left outside, the interval is all that there is; it never leaves the median out.
        return WaitEstimate(
            seconds: median, low: outside <= 0 ? 0 : min(median, seconds(outside / 2)),
            high: outside <= 0 ? timeout : max(median, seconds(1 - outside / 2)))
    }

    /// Until when a ticket may search.
    func longest(of search: Search) -> Double { search.modes.map { modes[$0.mode].timeout }.max() ?? 0 }
}
