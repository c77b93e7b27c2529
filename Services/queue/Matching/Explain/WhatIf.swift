import Contracts
import ModesCore
import RuleSetsCore

/// Finds what would have a ticket matched by trying it: with an engine of its own over the tickets that are nearest to it, so
/// that it costs the same however many search.
public struct WhatIf: Sendable {
    /// A ticket that searches, too.
    public struct Other: Sendable {
        public var entry: SearchEntry
        /// When its search is over.
        public var until: Timestamp

        public init(_ entry: SearchEntry, until: Timestamp) {
            self.entry = entry
            self.until = until
        }
    }

    /// So many others at most are worth naming.
    public static let mostOthers = 384

    let own: SearchEntry
    let until: Timestamp
    let others: [Other]
    let modes: [Mode]
    let now: Timestamp
    /// The others, at rest.
    private let pool: Matchmaker
    /// What trying may still cost, in steps of a search.
    private var effort = Self.mostEffort

    /// 30 ms of search.
    private static let mostEffort = 300_000
    /// The cost of a try without its search: a copy of the pool, and the ticket's coming.
    private static let effortOfTry = 1_500

    /// - Parameters:
    ///   - modes: those in which the ticket searches.
    ///   - until: when its search is over.
    public init(_ own: SearchEntry, until: Timestamp, others: [Other], modes: [Mode], at now: Timestamp) {
        self.own = own
        self.until = until
        self.others = others.sorted {
            ($0.entry.enqueuedAt, $0.entry.ticketID) < ($1.entry.enqueuedAt, $1.entry.ticketID)
        }
        self.modes = modes.sorted { $0.name < $1.name }
        self.now = now
        var pool = Matchmaker(modes: self.modes)
        for other in self.others { pool.add(other.entry, at: now) }
        pool.settle(at: now)
        self.pool = pool
    }

    /// What would have the ticket matched, each by itself; of every kind and attribute the least.
    public mutating func remedies() -> [Remedy] {
        var remedies: [Remedy] = []
        if let wait { remedies.append(wait) }
        for attribute in attributes where attribute.type == .number {
            if let remedy = difference(of: attribute) { remedies.append(remedy) }
        }
        for attribute in attributes where attribute.type == .string || attribute.type == .stringList {
            let texts = otherTexts(attribute).map { Remedy.Change.text(attribute: attribute.name, to: $0) }
            if let remedy = first(of: texts) { remedies.append(remedy) }
        }
        if let remedy = first(of: latencies) { remedies.append(remedy) }
        if let remedy = arrivals { remedies.append(remedy) }
        return remedies
    }

    // MARK: Trying

    /// The mode of a match that has the ticket, of those that can be made now.
    private func match(in pool: inout Matchmaker) -> ModeName? {
        for mode in modes {
            while let draft = pool.nextDraft(in: mode.name) {
                if draft.teams.contains(where: { $0.tickets.contains(own.ticketID) }) { return mode.name }
            }
        }
        return nil
    }

    private mutating func attempt(_ change: Remedy.Change) -> Remedy? {
        guard effort > 0 else { return nil }
        var pool = pool
        pool.add(own.changed(by: change, in: modes), at: now)
        let mode = match(in: &pool)
        effort -= Self.effortOfTry + pool.effort - self.pool.effort
        return mode.map { Remedy(change, in: $0) }
    }

    private mutating func first(of changes: [Remedy.Change]) -> Remedy? {
        for change in changes { if let remedy = attempt(change) { return remedy } }
        return nil
    }

    // MARK: Waiting

    /// Lives through the time that is to come without arrivals.
    private var wait: Remedy? {
        mutating get {
            var pool = pool
            pool.add(own, at: now)
            var time = now
            var gone = 0
            let byEnd = others.filter { $0.until > now }.sorted { $0.until < $1.until }
            let limit = effort - Self.mostEffort / 2
            while effort > limit {
                let before = pool.effort
                if let mode = match(in: &pool) { return Remedy(.wait(time - now), in: mode) }
                guard let wake = pool.nextWake else { return nil }
                while gone < byEnd.count, byEnd[gone].until <= max(wake, time) {
                    pool.remove(byEnd[gone].entry.ticketID)
                    gone += 1
                }
                time = max(time, wake)
                guard time < until else { return nil }
                _ = pool.advance(to: time)
                effort -= 100 + pool.effort - before
            }
            return nil
        }
    }

    // MARK: What the ticket brings

    /// Those that some rule looks at, in the order of the rule sets.
    private var attributes: [PlayerAttribute] {
        var attributes: [PlayerAttribute] = []
        for attribute in modes.flatMap({ pool.attributesLookedAt(in: $0.name) })
        where !attributes.contains(where: { $0.name == attribute.name }) {
            attributes.append(attribute)
        }
        return attributes
    }

    /// What others bring and the ticket doesn't, the commonest first.
    private func otherTexts(_ attribute: PlayerAttribute) -> [String] {
        var counts: [String: Int] = [:]
        for other in others { for text in other.entry.texts(attribute) { counts[text, default: 0] += 1 } }
        let own = own.texts(attribute)
        let texts = counts.keys.filter { !own.contains($0) }.sorted { (counts[$1] ?? 0, $0) < (counts[$0] ?? 0, $1) }
        return Array(texts.prefix(Self.mostTexts))
    }

    private static let mostTexts = 6

    /// From the latency that the worst-off player has in each region down to what the rules take, the least first.
    private var latencies: [Remedy.Change] {
        var bounds: Set<Double> = []
        for case .latency(let rule) in modes.flatMap({ mode in mode.ruleSet.stages.flatMap(\.ruleSet.rules) }) {
            if let most = rule.maxLatency { bounds.insert(most) }
        }
        var changes: Set<Double> = []
        for region in Set(own.players.flatMap(\.latencies.keys)) {
            let worst = own.players.compactMap { $0.latencies[region] }.max() ?? 0
            for bound in bounds where worst > bound { changes.insert((worst - bound).rounded(.up)) }
        }
        return changes.sorted().prefix(Self.mostLatencies).map { .latency(lessBy: $0) }
    }

    private static let mostLatencies = 6

    /// The smaller of the least differences up and down.
    private mutating func difference(of attribute: PlayerAttribute) -> Remedy? {
        var best: Remedy?
        var least = Double.infinity
        for isUp in [true, false] {
            guard let found = difference(of: attribute, isUp: isUp, below: least) else { continue }
            if case .number(_, let difference) = found.change { least = abs(difference) }
            best = found
        }
        return best
    }

    /// Tries to be like others, nearer ones first, then less and less like the first with whom it goes.
    private mutating func difference(of attribute: PlayerAttribute, isUp: Bool, below limit: Double) -> Remedy? {
        let sign = isUp ? 1.0 : -1.0
        func change(_ difference: Double) -> Remedy.Change { .number(attribute: attribute.name, by: sign * difference) }
        var failed = 0.0
        for distance in distances(attribute, sign) {
            guard failed < limit else { return nil }
            guard var remedy = attempt(change(distance)) else {
                failed = distance
                continue
            }
            var enough = distance
            for _ in 0..<Self.refinements {
                let middle = ((failed + enough) / 2).roundedUp
                guard middle < enough, middle > failed else { break }
                if let better = attempt(change(middle)) {
                    (remedy, enough) = (better, middle)
                } else {
                    failed = middle
                }
            }
            return enough < limit ? remedy : nil
        }
        return nil
    }

    private static let refinements = 8

    /// How far away others are in one direction, further and further.
    private func distances(_ attribute: PlayerAttribute, _ sign: Double) -> [Double] {
        var all: Set<Double> = []
        for mode in modes {
            guard let own = own.number(attribute, in: mode.name) else { continue }
            for other in others where other.entry.modes.contains(mode.name) {
                guard let number = other.entry.number(attribute, in: mode.name) else { continue }
                let distance = sign * (number - own)
                if distance > 0, distance.isFinite { all.insert(distance.roundedUp) }
            }
        }
        let sorted = all.sorted()
        var chosen: [Double] = []
        var place = 0
        while place < sorted.count, chosen.count < Self.mostDistances {
            chosen.append(sorted[place])
            place += 1 + chosen.count / 4
        }
        return chosen
    }

    private static let mostDistances = 12

    // MARK: Arrivals

    /// Of players like the ticket's first, and of such with another text, the kind of which the fewest will do.
    private var arrivals: Remedy? {
        mutating get {
            var texts: [Remedy.Text?] = [nil]
            for attribute in attributes where attribute.type == .string || attribute.type == .stringList {
                texts += otherTexts(attribute).map { Remedy.Text(attribute: attribute.name, value: $0) }
            }
            var best: Remedy?
            var fewest = min(Self.mostArrivals, (modes.map(\.ruleSet.maxPlayers).max() ?? 2) - own.players.count) + 1
            for text in texts {
                guard let (count, mode) = arrivals(with: text, fewerThan: fewest) else { continue }
                best = Remedy(.players(count, text: text), in: mode)
                fewest = count
            }
            return best
        }
    }

    private static let mostArrivals = 16

    private mutating func arrivals(with text: Remedy.Text?, fewerThan limit: Int) -> (Int, ModeName)? {
        var pool = pool
        pool.add(own, at: now)
        _ = match(in: &pool)
        effort -= Self.effortOfTry
        for count in 1..<max(1, limit) where effort > 0 {
            let before = pool.effort
            pool.add(own.newcomer(count, with: text, at: now, in: modes), at: now)
            let mode = match(in: &pool)
            effort -= Self.effortOfTry / 4 + pool.effort - before
            if let mode { return (count, mode) }
        }
        return nil
    }
}

extension Double {
    /// To three digits that count, never less.
    fileprivate var roundedUp: Double {
        guard self > 0, isFinite else { return self }
        var unit = 1.0
        while self / unit >= 1000 { unit *= 10 }
        while self / unit < 100, unit > 1e-9 { unit /= 10 }
        // By division where the unit is a fraction, so that decimal numbers come out as they are written.
        return unit < 1
            ? (self * (1 / unit).rounded()).rounded(.up) / (1 / unit).rounded() : (self / unit).rounded(.up) * unit
    }
}
