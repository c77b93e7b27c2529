import Contracts

/// What is known of the waits in one mode, by party size and bracket of rating.
///
/// ```
/// mode ─▶ size ─▶ size and bracket
/// ```
///
/// Each kind is taken to be like the one that it belongs to, until it has shown itself to be otherwise: a few matches' worth.
struct ModeWaits: Sendable {
    /// Which tickets wait alike.
    struct Kind: Sendable, Hashable, Comparable {
        var players: Int
        var bracket: Int

        static func < (left: Kind, right: Kind) -> Bool {
            (left.players, left.bracket) < (right.players, right.bracket)
        }
    }

    /// The intervals of a kind, or of all, and how they are to be corrected.
    private struct Node: Sendable {
        var tally: WaitTally
        var parent: Int?
        var correction = IntervalCorrection()
    }

    /// How many matches what is known of the larger kind is worth in a smaller one.
    private static let trust = 4.0
    /// A match in so many seconds is taken for granted while nothing is known.
    private static let firstGuess = 30.0

    /// How long a ticket may search, seconds.
    var timeout: Double
    private(set) var brackets = RatingBrackets()
    /// The first is that of all; those of sizes and kinds follow in the order in which they were first seen.
    private var nodes: [Node]
    private var sizes: [Int: Int] = [:]
    private var kinds: [Kind: Int] = [:]
    /// The median as somebody else has known it, seconds.
    private var seed: Double?

    init(timeout: Double, at now: Timestamp) {
        self.timeout = timeout
        nodes = [Node(tally: WaitTally(at: now))]
    }

    /// Nobody is told anything before somebody has been matched.
    var isKnown: Bool { seed != nil || nodes[0].tally.allMatches + nodes[0].tally.matchedAtOnce > 0 }

    mutating func begin(from seconds: Double) { seed = max(1, seconds) }

    // MARK: What is seen

    func kind(players: Int, rating: Double) -> Kind {
        Kind(players: players, bracket: brackets.bracket(of: rating))
    }

    mutating func arrive(_ kind: Kind, rating: Double, at now: Timestamp) {
        brackets.note(rating)
        forEach(above: kind, at: now) { $0.addArrival() }
    }

    /// - Parameter age: of the ticket, seconds.
    mutating func match(_ kind: Kind, age: Double, at now: Timestamp) {
        let part = AgeGrid.part(of: age)
        forEach(above: kind, at: now) { age < 0.0005 ? $0.addMatchAtOnce() : $0.addMatch(part: part) }
    }

    /// A ticket has searched from one age to another, until now.
    mutating func search(_ kind: Kind, from: Double, to: Double, at now: Timestamp) {
        var seconds = from
        var part = AgeGrid.part(of: from)
        while seconds < to {
            let end = min(to, AgeGrid.end(of: part))
            forEach(above: kind, at: now) { $0.addSearch(part: part, seconds: end - seconds) }
            seconds = end
            part += 1
        }
    }

    private mutating func forEach(above kind: Kind, at now: Timestamp, _ body: (inout WaitTally) -> Void) {
        var next: Int? = node(of: kind, at: now)
        while let index = next {
            nodes[index].tally.age(to: now)
            body(&nodes[index].tally)
            next = nodes[index].parent
        }
    }

    private mutating func node(of kind: Kind, at now: Timestamp) -> Int {
        if let known = kinds[kind] { return known }
        let parent: Int
        if let size = sizes[kind.players] {
            parent = size
        } else {
            nodes.append(Node(tally: WaitTally(at: now), parent: 0))
            parent = nodes.count - 1
            sizes[kind.players] = parent
        }
        nodes.append(Node(tally: WaitTally(at: now), parent: parent))
        kinds[kind] = nodes.count - 1
        return nodes.count - 1
    }

    // MARK: What is told

    /// - Parameter kind: `nil` for any ticket of the mode.
    mutating func curve(of kind: Kind?, at now: Timestamp) -> WaitCurve {
        curve(of: kind.map { node(of: $0, at: now) } ?? 0, at: now)
    }

    private mutating func curve(of index: Int, at now: Timestamp) -> WaitCurve {
        nodes[index].tally.age(to: now)
        let above = nodes[index].parent.map { curve(of: $0, at: now) }
        let tally = nodes[index].tally
        guard var curve = above else { return wholeCurve(tally) }
        for part in curve.rates.indices {
            curve.rates[part] =
                (tally.matches[part] + Self.trust) / (tally.searched[part] + Self.trust / curve.rates[part])
        }
        curve.atOnce = (tally.matchedAtOnce + Self.trust * curve.atOnce) / (tally.arrivals + Self.trust)
        return curve
    }

    /// Of ages of which little is known, what is known of all.
    private func wholeCurve(_ tally: WaitTally) -> WaitCurve {
        let guess = seed.map { $0 / 0.693 } ?? Self.firstGuess
        let worth = seed == nil ? 1 : Self.trust
        let rate = (tally.allMatches + worth) / (tally.allSearched + worth * guess)
        return WaitCurve(
            atOnce: (tally.matchedAtOnce + 0.5) / (tally.arrivals + 2),
            rates: zip(tally.matches, tally.searched).map { ($0 + 1) / ($1 + 1 / rate) })
    }

    func outside(_ kind: Kind?) -> Double { nodes[index(of: kind)].correction.outside }

    mutating func note(_ kind: Kind?, missed: Bool) { nodes[index(of: kind)].correction.note(missed: missed) }

    private func index(of kind: Kind?) -> Int { kind.flatMap { kinds[$0] } ?? 0 }

    /// The kinds that have been seen often enough of late to be told of, by size and bracket.
    var seenKinds: [Kind] {
        kinds.keys.sorted().filter { kind in
            let tally = nodes[index(of: kind)].tally
            return tally.allMatches + tally.matchedAtOnce >= 1
        }
    }
}
