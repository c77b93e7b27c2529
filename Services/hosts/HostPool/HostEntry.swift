import Contracts

/// What is known of one host, alive or not.
struct HostEntry: Hashable {
    var roomID: String
    var region: String
    var publicIP: String
    var gameInfo: GameInfo
    /// How many it can serve at a time.
    var capacity: Int
    var lastHeartbeat: Timestamp
    /// When the host is taken for dead unless it is heard of again.
    var aliveUntil: Timestamp
    /// When each claim that nobody has turned into a session lapses, the first to lapse in front.
    var reservations: [Timestamp] = []
    /// How many are being served.
    var sessions = 0

    /// A slot is free when neither claimed nor in use; fewer than none after its capacity was lowered.
    var freeSlots: Int { capacity - reservations.count - sessions }

    /// In session or not: what its record shows.
    var status: HostStatus { sessions > 0 ? .busy : .idle }

    func isAlive(at now: Timestamp) -> Bool { now < aliveUntil }

    /// Drops what has lapsed by `now`.
    mutating func lapse(at now: Timestamp, _ rules: HostPoolRules) {
        reservations.removeAll { $0 <= now }
        if now >= lastHeartbeat + rules.sessionSilence { sessions = 0 }
    }

    /// Somebody has come: the claim that would lapse first becomes a session, or a free slot does; never more sessions
    /// than slots.
    mutating func beginSession() {
        if !reservations.isEmpty { reservations.removeFirst() }
        if sessions < capacity { sessions += 1 }
    }

    /// Claims a slot. Claims stand in the order in which they lapse.
    mutating func reserve(until lapse: Timestamp) {
        reservations.insert(lapse, at: reservations.firstIndex { $0 > lapse } ?? reservations.endIndex)
    }

    /// Everybody has gone.
    mutating func freeAll() {
        sessions = 0
        reservations = []
    }
}
