/// What a consumer's thread and its readers share; a pure value.
struct ConsumerState {
    typealias Waiter = CheckedContinuation<[Delivery]?, Never>

    var prefetch: Int
    /// What each connection begins with, when it isn't the prefetch that was set last.
    private let initialPrefetch: Int?
    /// The name that the broker gave, where it made one up.
    var queue = ""
    private(set) var session: UInt64 = 0
    private(set) var isStopping = false
    private var hasEnded = false
    private var pending: [Delivery] = []
    private var settlements: [(tag: UInt64, disposition: Settlement.Disposition)] = []
    private var waiters: [(id: UInt64, continuation: Waiter)] = []
    private var lastWaiter: UInt64 = 0

    init(prefetch: Int, initialPrefetch: Int? = nil) {
        self.prefetch = initialPrefetch ?? prefetch
        self.initialPrefetch = initialPrefetch
    }

    /// Deliveries that nobody has taken.
    var untaken: Int { pending.count }
    var hasSettlements: Bool { !settlements.isEmpty }

    /// A new connection: what came over the old one will be delivered again.
    mutating func begin() -> UInt64 {
        end()
        if let initialPrefetch { prefetch = initialPrefetch }
        return session
    }

    /// The connection is gone.
    mutating func end() {
        session += 1
        pending.removeAll()
        settlements.removeAll()
    }

    /// Adds what has arrived. Gives back the reader to be woken, with what it gets.
    mutating func arrived(_ deliveries: [Delivery]) -> (Waiter, [Delivery])? {
        pending.append(contentsOf: deliveries)
        guard !isStopping, !pending.isEmpty, !waiters.isEmpty else { return nil }
        defer { pending.removeAll(keepingCapacity: true) }
        return (waiters.removeFirst().continuation, pending)
    }

    /// False when the delivery belongs to an earlier connection: it is, or will be, delivered again.
    mutating func settle(_ id: Delivery.ID, _ disposition: Settlement.Disposition) -> Bool {
        guard id.session == session else { return false }
        settlements.append((id.tag, disposition))
        return true
    }

    mutating func takeSettlements() -> [(tag: UInt64, disposition: Settlement.Disposition)] {
        let taken = settlements
        settlements.removeAll(keepingCapacity: true)
        return taken
    }

    mutating func newWaiterID() -> UInt64 {
        lastWaiter += 1
        return lastWaiter
    }

    /// What has arrived, `.some(nil)` at the end; nil when the reader must wait and was noted.
    mutating func take(for continuation: Waiter, id: UInt64, isCancelled: Bool) -> [Delivery]?? {
        if isStopping || hasEnded || isCancelled { return .some(nil) }
        guard pending.isEmpty else {
            defer { pending.removeAll(keepingCapacity: true) }
            return pending
        }
        waiters.append((id, continuation))
        return .none
    }

    mutating func removeWaiter(_ id: UInt64) -> Waiter? {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return nil }
        return waiters.remove(at: index).continuation
    }

    /// Nothing more is handed out. Gives back the readers, which are at their end.
    mutating func stop() -> [Waiter] {
        isStopping = true
        return removeWaiters()
    }

    mutating func finish() -> [Waiter] {
        hasEnded = true
        return removeWaiters()
    }

    private mutating func removeWaiters() -> [Waiter] {
        defer { waiters.removeAll() }
        return waiters.map(\.continuation)
    }
}
