import Contracts

/// Which outbox messages are on their way, and which are to be marked as sent with the next transaction.
struct OutboxProgress: Sendable {
    /// How long a mark waits for a transaction that it can join.
    static let markingDelay = Duration.milliseconds(200)
    static let retryDelay = Duration.milliseconds(500)

    /// Committed and not confirmed by the broker.
    private var unconfirmed: [Int64: OutboxMessage] = [:]
    private var underway: Set<Int64> = []
    private var confirmed: Set<Int64> = []
    private var marking: Set<Int64> = []
    private var markBy: Timestamp?
    private var retryAt: Timestamp?

    /// What the database has unmarked; among it may be what was sent already.
    mutating func loaded(_ messages: [OutboxMessage]) { committed(messages) }

    mutating func committed(_ messages: [OutboxMessage]) {
        for message in messages where !confirmed.contains(message.sequence) && !marking.contains(message.sequence) {
            unconfirmed[message.sequence] = message
        }
    }

    /// What is to be sent now, in order; at most one list.
    mutating func toRelay(at now: Timestamp) -> [[OutboxMessage]] {
        if let retryAt, retryAt > now { return [] }
        retryAt = nil
        guard underway.count < unconfirmed.count else { return [] }
        let messages = unconfirmed.filter { !underway.contains($0.key) }.map(\.value)
            .sorted { $0.sequence < $1.sequence }
        underway.formUnion(messages.map(\.sequence))
        return [messages]
    }

    mutating func confirmed(_ numbers: [Int64], at now: Timestamp) {
        for number in numbers where unconfirmed.removeValue(forKey: number) != nil {
            underway.remove(number)
            confirmed.insert(number)
        }
        if !confirmed.isEmpty, markBy == nil { markBy = now + Self.markingDelay }
    }

    mutating func failed(_ numbers: [Int64], at now: Timestamp) {
        underway.subtract(numbers)
        retryAt = now + Self.retryDelay
    }

    /// What the next transaction marks; nothing while the marks may wait for one with commands.
    mutating func toMark(at now: Timestamp, joining: Bool) -> [Int64] {
        guard !confirmed.isEmpty, joining || (markBy ?? now) <= now else { return [] }
        marking.formUnion(confirmed)
        confirmed = []
        markBy = nil
        return marking.sorted()
    }

    mutating func marked(_ numbers: [Int64]) { marking.subtract(numbers) }

    mutating func unmark(_ numbers: [Int64]) {
        marking.subtract(numbers)
        confirmed.formUnion(numbers)
    }

    var nextDue: Timestamp? { [markBy, unconfirmed.isEmpty ? nil : retryAt].compactMap { $0 }.min() }
}
