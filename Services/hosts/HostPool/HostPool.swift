import Contracts

/// The pool of streaming hosts: who is alive, which slots are claimed or in use.
///
/// ```
///                 find                    status busy
///   free slot ───────────▶ reservation ───────────────▶ session
///       ▲                       │                          │
///       ├───── 20 s, or ◀───────┘                          │
///       └───── status idle, or 120 s without a heartbeat ◀─┘
/// ```
/// This is the model of the scripts by which the service keeps the same in Redis; a live test runs random sequences of
/// operations through both. A heartbeat neither ends a session nor clears a reservation, and both outlive the host's key.
public struct HostPool: Hashable, Sendable {
    /// A slot that was handed out.
    public struct Claim: Hashable, Sendable {
        public let hostID: HostID
        public let roomID: String

        public init(hostID: HostID, roomID: String) {
            self.hostID = hostID
            self.roomID = roomID
        }
    }

    /// What a new host shows that says nothing about itself.
    public static let defaultGameInfo = GameInfo(name: "Desktop Session", specs: "Generic Host")

    public let rules: HostPoolRules
    private var entries: [HostID: HostEntry] = [:]
    private var matches: [MatchID: MatchHold] = [:]
    private var quarantinedUntil: Timestamp?

    public init(rules: HostPoolRules = HostPoolRules()) { self.rules = rules }

    /// Registers a host or keeps it alive. What it leaves out keeps its value, or, for a host that isn't alive, gets the
    /// usual one. `busy` begins a session where there is none; `idle` changes nothing.
    public mutating func heartbeat(_ request: HeartbeatHost, at now: Timestamp) {
        let known = settled(request.hostID, at: now)
        let alive = known.flatMap { $0.isAlive(at: now) ? $0 : nil }
        var entry = HostEntry(
            roomID: request.roomID, region: request.region ?? alive?.region ?? rules.defaultRegion,
            publicIP: request.publicIP ?? alive?.publicIP ?? request.address,
            gameInfo: request.gameInfo ?? alive?.gameInfo ?? Self.defaultGameInfo,
            capacity: request.capacity ?? alive?.capacity ?? 1, lastHeartbeat: now, aliveUntil: now + rules.keyLifetime,
            reservations: known?.reservations ?? [], sessions: known?.sessions ?? 0)
        if request.status == .busy, entry.sessions == 0 { entry.beginSession() }
        entries[request.hostID] = entry
    }

    /// The host says that somebody has come, or that everybody has gone. False when it isn't alive.
    public mutating func setStatus(_ hostID: HostID, _ status: HostStatus, at now: Timestamp) -> Bool {
        guard var entry = settled(hostID, at: now), entry.isAlive(at: now) else { return false }
        switch status {
        case .busy: entry.beginSession()
        case .idle: entry.freeAll()
        default: break  // of a newer release; the service refuses it before
        }
        entries[hostID] = entry
        return true
    }

    /// The hosts with a free slot, in the order of their ids; of one region, or of all with nil.
    public func candidates(region: String?, at now: Timestamp) -> [HostID] {
        if let quarantinedUntil, now < quarantinedUntil { return [] }
        return entries.keys.filter { hostID in
            guard let entry = settled(hostID, at: now), entry.isAlive(at: now), entry.freeSlots > 0 else {
                return false
            }
            return region == nil || entry.region == region
        }.sorted()
    }

    /// Claims a slot of one of the candidates, all of which have the same chance: `choose` picks its place in the list.
    /// Nil when there is no free slot.
    public mutating func find(region: String?, at now: Timestamp, choose: (Range<Int>) -> Int) -> Claim? {
        claim(region: region, until: now + rules.reservation, at: now, choose: choose)
    }

    private mutating func claim(
        region: String?, until lapse: Timestamp, at now: Timestamp, choose: (Range<Int>) -> Int
    ) -> Claim? {
        let candidates = candidates(region: region, at: now)
        guard !candidates.isEmpty else { return nil }
        let hostID = candidates[choose(candidates.indices)]
        guard var entry = settled(hostID, at: now) else { return nil }
        entry.reserve(until: lapse)
        entries[hostID] = entry
        return Claim(hostID: hostID, roomID: entry.roomID)
    }

    // MARK: Matches

    /// What is kept for a match: the same as before if that still is, else a slot that is claimed now.
    public mutating func reserve(
        _ matchID: MatchID, region: String?, at now: Timestamp, choose: (Range<Int>) -> Int
    ) -> Claim? {
        if let hold = matches[matchID], now < hold.until, let entry = settled(hold.hostID, at: now),
            entry.isAlive(at: now)
        {
            return Claim(hostID: hold.hostID, roomID: entry.roomID)
        }
        let lapse = now + rules.matchReservation
        guard let claim = claim(region: region, until: lapse, at: now, choose: choose) else { return nil }
        matches[matchID] = MatchHold(hostID: claim.hostID, lapse: lapse, until: lapse)
        return claim
    }

    /// Whether a match still has its host; if so, that goes on for as long as a session outlives its host.
    public mutating func check(_ matchID: MatchID, at now: Timestamp) -> MatchHold.Finding {
        guard let hold = matches[matchID], now < hold.until, let entry = settled(hold.hostID, at: now),
            entry.isAlive(at: now), entry.sessions > 0 || entry.reservations.contains(hold.lapse)
        else {
            matches[matchID] = nil
            return .gone
        }
        matches[matchID]?.until = now + rules.sessionSilence
        return entry.sessions > 0 ? .inSession : .kept
    }

    /// Lets go of what is kept for a match.
    public mutating func release(_ matchID: MatchID, at now: Timestamp) {
        guard let hold = matches.removeValue(forKey: matchID), now < hold.until,
            var entry = settled(hold.hostID, at: now), entry.isAlive(at: now),
            let place = entry.reservations.firstIndex(of: hold.lapse)
        else { return }
        entry.reservations.remove(at: place)
        entries[hold.hostID] = entry
    }

    /// All that are alive, in the order of their ids.
    public func hosts(at now: Timestamp) -> [HostSummary] {
        entries.keys.sorted().compactMap { hostID in
            guard let entry = settled(hostID, at: now), entry.isAlive(at: now) else { return nil }
            return HostSummary(
                hostID: hostID, roomID: entry.roomID, status: entry.status, region: entry.region,
                lastHeartbeat: entry.lastHeartbeat, publicIP: entry.publicIP, gameInfo: entry.gameInfo,
                capacity: entry.capacity, reservations: entry.reservations.count, sessions: entry.sessions)
        }
    }

    /// The store was found empty by one who had known it: nothing is left, and nothing is offered for a while.
    public mutating func emptied(at now: Timestamp) {
        entries = [:]
        matches = [:]
        quarantinedUntil = now + rules.quarantine
    }

    /// What is known of a host, without what has lapsed by `now`.
    private func settled(_ hostID: HostID, at now: Timestamp) -> HostEntry? {
        guard var entry = entries[hostID] else { return nil }
        entry.lapse(at: now, rules)
        return entry
    }
}
