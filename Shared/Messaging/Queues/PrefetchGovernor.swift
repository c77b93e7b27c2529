/// Decides how many messages a reader takes at once, so that one that kills its reader doesn't take its neighbours along.
///
/// ```
///   connection ──▶ narrow: one at a time ──▶ something fresh ──▶ wide
///                     ▲        │ suspicious: until it is settled      │
///                     └────────┴──────── something suspicious ◀───────┘
/// ```
/// A crash adds one to the count of everything that was in hand. Whoever starts after it therefore meets those messages
/// again one by one; the innocent ones pass, and only the guilty one gets to its limit.
struct PrefetchGovernor<ID: Hashable> {
    /// What was delivered so often before is suspicious.
    static var suspiciousCount: Int { 2 }
    /// What was delivered so often before is taken out of the queue.
    static var hopelessCount: Int { 5 }

    private let wide: Int
    private var isWide = false
    private var suspicious: Set<ID> = []

    init(wide: Int) { self.wide = wide }

    /// How many messages the queue may hand out.
    var prefetch: Int { isWide && suspicious.isEmpty ? wide : 1 }

    /// A new connection: whatever was in hand is not any more.
    mutating func connected() {
        isWide = false
        suspicious.removeAll()
    }

    /// Notes a message. True when it is suspicious: to be worked on while no other is.
    mutating func arrived(_ id: ID, deliveryCount: Int) -> Bool {
        guard deliveryCount >= Self.suspiciousCount else {
            isWide = true
            return false
        }
        suspicious.insert(id)
        return true
    }

    mutating func settled(_ id: ID) { suspicious.remove(id) }
}
