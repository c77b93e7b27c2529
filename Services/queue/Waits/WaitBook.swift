import Contracts

/// Tells how long a ticket will search, and learns from how long others have.
///
/// A value without a clock of its own. Estimates come from how often tickets of each age were matched of late, so that a change
/// shows as soon as tickets search longer, or shorter, than before; intervals are then corrected by how often they have held.
/// Nothing of it is kept but in memory: whoever begins anew learns it anew, from the median that is known.
public struct WaitBook: Sendable {
    /// What a searching ticket was told, until it is known whether it held.
    struct Promise: Sendable {
        var interval: ClosedRange<Double>?
        /// Those of its modes as a whole.
        var whole: [(mode: Int, interval: ClosedRange<Double>)]
    }

    struct Search: Sendable {
        var ticketID: TicketID
        var enqueuedAt: Timestamp
        /// Until when its search has been counted.
        var countedUntil: Timestamp
        var modes: [(mode: Int, kind: ModeWaits.Kind)]
        var told: WaitEstimate?
        var promise: Promise?
    }

    /// A ticket as far as waiting goes.
    public struct Entry: Sendable {
        public var ticketID: TicketID
        public var players: Int
        public var enqueuedAt: Timestamp
        /// Where it searches, and the number by which it is sorted there.
        public var modes: [(name: ModeName, rating: Double)]

        public init(
            ticketID: TicketID, players: Int, enqueuedAt: Timestamp, modes: [(name: ModeName, rating: Double)]
        ) {
            self.ticketID = ticketID
            self.players = players
            self.enqueuedAt = enqueuedAt
            self.modes = modes
        }
    }

    /// How often what has gone by is counted.
    private static let interval = Duration.seconds(1)
    /// What went by unseen is counted in steps of this, so that the older part of it counts less.
    private static let longestStep = Duration.seconds(60)

    private(set) var names: [ModeName] = []
    var modes: [ModeWaits] = []
    /// In no order that means anything, but the same one for the same calls.
    private var searches: [Search] = []
    private var places: [TicketID: Int] = [:]
    private var countedAt: Timestamp

    public init(at now: Timestamp) { countedAt = now }

    /// What is known of these modes is kept; that of others is forgotten, and nobody searches any more.
    public mutating func begin(_ timeouts: [(name: ModeName, timeout: Duration)], at now: Timestamp) {
        let known = Dictionary(uniqueKeysWithValues: zip(names, modes))
        names = timeouts.map(\.name)
        modes = timeouts.map { name, timeout in
            let seconds = Double(timeout.milliseconds) / 1000
            var waits = known[name] ?? ModeWaits(timeout: seconds, at: now)
            waits.timeout = seconds
            return waits
        }
        searches = []
        places = [:]
        countedAt = max(countedAt, now)
    }

    /// Takes over what somebody else has known: the median of a mode, in seconds. Without effect where more is known.
    public mutating func begin(_ mode: ModeName, from seconds: Double) {
        guard let number = names.firstIndex(of: mode), !modes[number].isKnown else { return }
        modes[number].begin(from: seconds)
    }

    // MARK: Tickets

    /// What a searching ticket was told last; `nil` when nothing was known then.
    public func told(_ ticketID: TicketID) -> WaitEstimate? { places[ticketID].flatMap { searches[$0].told } }

    /// A ticket comes: what it is told. `nil` while nobody has been matched yet.
    @discardableResult
    public mutating func arrive(_ entry: Entry, at now: Timestamp) -> WaitEstimate? {
        count(until: now)
        guard places[entry.ticketID] == nil else { return told(entry.ticketID) }
        let search = begin(entry, at: now)
        for ((mode, kind), (_, rating)) in zip(search.modes, known(entry)) {
            modes[mode].arrive(kind, rating: rating, at: now)
        }
        guard let estimate = estimate(search.modes.map { ($0.mode, $0.kind) }, age: 0, at: now) else { return nil }
        let whole = search.modes.compactMap { mode, _ in
            self.estimate([(mode, nil)], age: 0, at: now).map { (mode: mode, interval: $0.interval) }
        }
        if let place = places[entry.ticketID] {
            searches[place].told = estimate
            searches[place].promise = Promise(interval: estimate.interval, whole: whole)
        }
        return estimate
    }

    /// A ticket searches on that has come before; of one that searches already, the modes may have changed.
    public mutating func resume(_ entry: Entry, at now: Timestamp) {
        count(until: now)
        if let place = places[entry.ticketID] {
            count(place, until: now)
            searches[place].modes = kinds(entry)
            return
        }
        let search = begin(entry, at: now)
        searches[searches.count - 1].told = estimate(
            search.modes.map { ($0.mode, $0.kind) }, age: Self.seconds(now - entry.enqueuedAt), at: now)
    }

    /// A ticket was matched in a mode. No effect when it doesn't search.
    public mutating func match(_ ticketID: TicketID, in name: ModeName, at now: Timestamp) {
        guard let search = end(ticketID, at: now) else { return }
        let age = Self.seconds(now - search.enqueuedAt)
        for (mode, kind) in search.modes where names[mode] == name { modes[mode].match(kind, age: age, at: now) }
        settle(search, age: age)
    }

    /// A ticket doesn't search any more, without a match. No effect when it didn't.
    ///
    /// - Parameter isOver: its time is over, which is an end as good as a match as far as waiting goes.
    public mutating func leave(_ ticketID: TicketID, isOver: Bool, at now: Timestamp) {
        guard let search = end(ticketID, at: now) else { return }
        if isOver { settle(search, age: longest(of: search)) }
    }

    private mutating func begin(_ entry: Entry, at now: Timestamp) -> Search {
        let search = Search(
            ticketID: entry.ticketID, enqueuedAt: entry.enqueuedAt, countedUntil: now, modes: kinds(entry))
        places[entry.ticketID] = searches.count
        searches.append(search)
        return search
    }

    private func kinds(_ entry: Entry) -> [(mode: Int, kind: ModeWaits.Kind)] {
        known(entry).map { mode, rating in (mode, modes[mode].kind(players: entry.players, rating: rating)) }
    }

    private func known(_ entry: Entry) -> [(mode: Int, rating: Double)] {
        entry.modes.compactMap { mode in names.firstIndex(of: mode.name).map { ($0, mode.rating) } }
    }

    private mutating func end(_ ticketID: TicketID, at now: Timestamp) -> Search? {
        count(until: now)
        guard let place = places.removeValue(forKey: ticketID) else { return nil }
        count(place, until: now)
        let search = searches[place]
        let last = searches.removeLast()
        if place < searches.count {
            searches[place] = last
            places[last.ticketID] = place
        }
        return search
    }

    // MARK: Time

    /// Counts for how long everybody has searched, once a second; and whom the promised time has passed by.
    private mutating func count(until now: Timestamp) {
        guard now - countedAt >= Self.interval else { return }
        if searches.isEmpty { countedAt = now }
        while countedAt < now {
            countedAt = min(now, countedAt + Self.longestStep)
            for place in searches.indices { count(place, until: countedAt) }
        }
    }

    private mutating func count(_ place: Int, until now: Timestamp) {
        let search = searches[place]
        guard now > search.countedUntil else { return }
        searches[place].countedUntil = now
        let from = Self.seconds(search.countedUntil - search.enqueuedAt)
        let age = Self.seconds(now - search.enqueuedAt)
        for (mode, kind) in search.modes { modes[mode].search(kind, from: from, to: age, at: now) }
        guard let promise = search.promise else { return }
        if let interval = promise.interval, interval.upperBound < age {
            for (mode, kind) in search.modes { modes[mode].note(kind, missed: true) }
            searches[place].promise?.interval = nil
        }
        for (mode, interval) in promise.whole where interval.upperBound < age {
            modes[mode].note(nil, missed: true)
            searches[place].promise?.whole.removeAll { $0.mode == mode }
        }
    }

    /// A search has lasted so long: notes whether what was promised has held, unless that is known already.
    private mutating func settle(_ search: Search, age: Double) {
        guard let promise = search.promise else { return }
        if let interval = promise.interval {
            for (mode, kind) in search.modes { modes[mode].note(kind, missed: !interval.contains(age)) }
        }
        for (mode, interval) in promise.whole { modes[mode].note(nil, missed: !interval.contains(age)) }
    }

    static func seconds(_ duration: Duration) -> Double { Double(duration.milliseconds) / 1000 }
}
