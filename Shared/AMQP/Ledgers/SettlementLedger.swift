/// Which deliveries of a session are unsettled, and how those that were settled are told to the broker in few words.
///
/// Tags are given out by the broker one after another from 1. What is settled in one step from the oldest on without a gap
/// becomes one `multiple`; what lies behind a gap is told singly.
struct SettlementLedger {
    /// Of the oldest delivery that isn't settled, or of the next to come.
    private var firstTag: UInt64 = 1
    /// From `firstTag` on: true for those that are still unsettled.
    private var unsettled: [Bool] = []
    private var settled: [UInt64: Settlement.Disposition] = [:]

    /// How many deliveries wait to be settled (those settled since the last `flush` don't).
    private(set) var outstanding = 0

    /// Notes a delivery. Throws `.transport` when its tag isn't the next one.
    mutating func delivered(_ tag: UInt64) throws(AMQPError) {
        guard tag == firstTag + UInt64(unsettled.count) else {
            throw AMQPError(.transport, "delivery tag \(tag) out of turn")
        }
        unsettled.append(true)
        outstanding += 1
    }

    /// Notes that the delivery is settled. False, and without effect, when it is unknown or was settled before.
    @discardableResult
    mutating func settle(_ tag: UInt64, _ disposition: Settlement.Disposition) -> Bool {
        guard tag >= firstTag, tag - firstTag < UInt64(unsettled.count), unsettled[Int(tag - firstTag)] else {
            return false
        }
        unsettled[Int(tag - firstTag)] = false
        settled[tag] = disposition
        outstanding -= 1
        return true
    }

    /// What has to be told to the broker, in this order.
    mutating func flush() -> [Settlement] {
        guard !settled.isEmpty else { return [] }
        var result: [Settlement] = []
        var run: (last: UInt64, count: Int, disposition: Settlement.Disposition)?
        func finish() {
            guard let run else { return }
            result.append(Settlement(tag: run.last, multiple: run.count > 1, disposition: run.disposition))
        }

        // The gapless beginning. Tags in it that were told singly before are no gap: the broker has forgotten them.
        var length = 0
        while length < unsettled.count, !unsettled[length] {
            let tag = firstTag + UInt64(length)
            length += 1
            guard let disposition = settled.removeValue(forKey: tag) else { continue }
            if let current = run, current.disposition == disposition {
                run = (tag, current.count + 1, disposition)
            } else {
                finish()
                run = (tag, 1, disposition)
            }
        }
        finish()
        unsettled.removeFirst(length)
        firstTag += UInt64(length)

        for tag in settled.keys.sorted() {
            result.append(Settlement(tag: tag, multiple: false, disposition: settled[tag] ?? .requeued))
        }
        settled.removeAll(keepingCapacity: true)
        return result
    }
}
