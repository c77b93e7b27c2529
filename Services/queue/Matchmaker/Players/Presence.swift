import Contracts

/// Who is there, and which gateways are told of whom. Kept in memory alone: after a change of owner everybody counts as
/// seen just now, and gateways watch again.
struct Presence: Sendable {
    /// Without a sign for so long a searching player has gone.
    static let silence = Duration.seconds(60)
    /// A gateway that hasn't watched a player again for so long is not told any more.
    static let watchLasts = Duration.seconds(30)

    private struct Watch {
        var gateways: [(id: GatewayID, until: Timestamp)] = []
        var lastSeen: Timestamp
    }

    private var watches: [PlayerID: Watch] = [:]
    /// Nobody counts as seen earlier than this.
    private var since: Timestamp

    init(since: Timestamp) { self.since = since }

    /// Nobody could be seen until now: everybody counts as seen.
    mutating func excuse(until now: Timestamp) { since = max(since, now) }

    /// A request of the player, or a gateway's word.
    mutating func saw(_ playerID: PlayerID, at now: Timestamp) {
        watches[playerID, default: Watch(lastSeen: now)].lastSeen = now
    }

    /// True when the gateway wasn't watching the player until now.
    mutating func watch(_ playerID: PlayerID, by gateway: GatewayID, at now: Timestamp) -> Bool {
        var watch = watches[playerID] ?? Watch(lastSeen: now)
        watch.lastSeen = now
        let wasWatching = watch.gateways.contains { $0.id == gateway && $0.until > now }
        watch.gateways.removeAll { $0.id == gateway || $0.until <= now }
        watch.gateways.append((gateway, now + Self.watchLasts))
        watches[playerID] = watch
        return !wasWatching
    }

    func lastSeen(_ playerID: PlayerID) -> Timestamp { max(since, watches[playerID]?.lastSeen ?? since) }

    /// Those to be told of the player, in the order in which they began to watch or last renewed it.
    func gateways(of playerID: PlayerID, at now: Timestamp) -> [GatewayID] {
        watches[playerID]?.gateways.filter { $0.until > now }.map(\.id) ?? []
    }

    /// Forgets those whom nobody watches and who were last seen too long ago to matter.
    mutating func forget(at now: Timestamp) {
        watches = watches.filter { _, watch in
            watch.lastSeen > now - Self.silence || watch.gateways.contains { $0.until > now }
        }
    }

    var count: Int { watches.count }
}
