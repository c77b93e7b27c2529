import Contracts

/// The matchers of one region that have no opponent.
struct RegionPool: Sendable {
    /// All of them.
    private(set) var idle = RandomSet<MatcherID>()
    /// Those with an open socket: they take an opponent as soon as there is one, the others when they ask.
    private(set) var listening = RandomSet<MatcherID>()

    var isEmpty: Bool { idle.isEmpty }

    mutating func insert(_ id: MatcherID, isListening: Bool) {
        idle.insert(id)
        if isListening { listening.insert(id) }
    }

    mutating func remove(_ id: MatcherID) {
        idle.remove(id)
        listening.remove(id)
    }

    /// Draws an opponent for a matcher of the pool that neither has found bad. Costs as many steps as the matcher has bad
    /// matches at most, whatever the size of the pool.
    mutating func opponent(
        for matcher: Matcher, amongListening: Bool, using generator: inout some RandomNumberGenerator
    ) -> MatcherID? {
        let limit = matcher.badMatchIDs.count + 2  // unacceptable are those, and itself
        func isAcceptable(_ other: MatcherID) -> Bool { other != matcher.id && !matcher.isBad(other) }
        return amongListening
            ? listening.draw(atMost: limit, using: &generator, where: isAcceptable)
            : idle.draw(atMost: limit, using: &generator, where: isAcceptable)
    }
}
