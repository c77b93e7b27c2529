import Testing

@testable import AMQP

@Suite struct ReplyLedgerTests {
    private let start = ContinuousClock.now

    @Test("a reply finds its request by the correlation id, once")
    func correlation() {
        var ledger = ReplyLedger<String>()
        let first = ledger.requested("first", deadline: start + .seconds(1))
        let second = ledger.requested("second", deadline: start + .seconds(1))
        #expect(first != second)
        #expect(ledger.resolve(second) == "second")
        #expect(ledger.resolve(second) == nil)
        #expect(ledger.resolve("nonsense") == nil)
        #expect(ledger.resolve(nil) == nil)
        #expect(ledger.outstanding == 1)
    }

    @Test("requests expire at their own deadline, oldest first")
    func expiry() {
        var ledger = ReplyLedger<String>()
        _ = ledger.requested("slow", deadline: start + .seconds(9))
        _ = ledger.requested("a", deadline: start + .seconds(2))
        _ = ledger.requested("b", deadline: start + .seconds(1))
        #expect(ledger.expire(at: start).isEmpty)
        #expect(ledger.expire(at: start + .seconds(2)) == ["a", "b"])
        #expect(ledger.earliestDeadline == start + .seconds(9))
        #expect(ledger.drain() == ["slow"])
        #expect(ledger.earliestDeadline == nil)
    }

    @Test("a deadline may be put off while somebody else waits for the same reply")
    func extended() {
        var ledger = ReplyLedger<String>()
        let id = ledger.requested("batch", deadline: start + .seconds(1))
        let putOff = ledger.expire(at: start + .seconds(1)) { _ in start + .seconds(3) }
        #expect(putOff.isEmpty)
        #expect(ledger.earliestDeadline == start + .seconds(3))
        let notLater = ledger.expire(at: start + .seconds(3)) { _ in start + .seconds(3) }
        #expect(notLater == ["batch"])
        #expect(ledger.resolve(id) == nil)
    }
}
