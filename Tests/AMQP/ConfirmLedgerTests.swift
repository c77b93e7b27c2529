import Testing

@testable import AMQP

@Suite struct ConfirmLedgerTests {
    private let start = ContinuousClock.now

    private func ledger(_ count: Int) -> ConfirmLedger<Int> {
        var ledger = ConfirmLedger<Int>()
        for number in 1...count { ledger.published(number, deadline: start + .seconds(number)) }
        return ledger
    }

    @Test("a single confirm settles one publish, in any order")
    func single() {
        var ledger = ledger(3)
        #expect(ledger.confirmed(2, multiple: false, accepted: true).map(\.0) == [2])
        #expect(ledger.confirmed(2, multiple: false, accepted: true).isEmpty)
        #expect(ledger.confirmed(1, multiple: false, accepted: true).map(\.0) == [1])
        #expect(ledger.confirmed(3, multiple: false, accepted: false).map(\.1) == [.rejected])
        #expect(ledger.outstanding == 0)
        #expect(ledger.nextSequence == 4)
    }

    @Test("multiple settles all up to the number that were not settled before")
    func multiple() {
        var ledger = ledger(6)
        _ = ledger.confirmed(2, multiple: false, accepted: true)
        #expect(ledger.confirmed(4, multiple: true, accepted: true).map(\.0) == [1, 3, 4])
        #expect(ledger.confirmed(4, multiple: true, accepted: true).isEmpty)
        #expect(ledger.outstanding == 2)
        #expect(ledger.confirmed(6, multiple: true, accepted: true).map(\.0) == [5, 6])
    }

    @Test("numbers never published or long settled are ignored")
    func unknown() {
        var ledger = ledger(2)
        #expect(ledger.confirmed(9, multiple: false, accepted: true).isEmpty)
        #expect(ledger.confirmed(2, multiple: true, accepted: true).map(\.0) == [1, 2])
        #expect(ledger.confirmed(1, multiple: false, accepted: true).isEmpty)
        #expect(ledger.confirmed(0, multiple: false, accepted: true).isEmpty)
    }

    @Test("a returned message is told by its confirm, and only by it")
    func returned() {
        var ledger = ConfirmLedger<Int>()
        ledger.published(1, deadline: start, mandatoryMessageID: "a")
        ledger.published(2, deadline: start, mandatoryMessageID: "b")
        ledger.published(3, deadline: start)
        let known = ["b", "unknown", nil].map { ledger.returned(messageID: $0, code: 312, text: "NO_ROUTE") }
        #expect(known == [true, false, false])
        let verdicts = ledger.confirmed(3, multiple: true, accepted: true).map(\.1)
        #expect(verdicts == [.confirmed, .returned(code: 312, text: "NO_ROUTE"), .confirmed])
    }

    @Test("two outstanding messages with one id are returned one after the other")
    func returnedTwice() {
        var ledger = ConfirmLedger<Int>()
        ledger.published(1, deadline: start, mandatoryMessageID: "a")
        ledger.published(2, deadline: start, mandatoryMessageID: "a")
        let known = (0..<3).map { _ in ledger.returned(messageID: "a", code: 312, text: "") }
        #expect(known == [true, true, false])
    }

    @Test("what is not confirmed in time expires once, and a late confirm of it is ignored")
    func expiry() {
        var ledger = ledger(4)
        #expect(ledger.expire(at: start).isEmpty)
        #expect(ledger.expire(at: start + .seconds(2)) == [1, 2])
        #expect(ledger.expire(at: start + .seconds(2)).isEmpty)
        #expect(ledger.earliestDeadline == start + .seconds(3))
        #expect(ledger.confirmed(4, multiple: true, accepted: true).map(\.0) == [3, 4])
        #expect(ledger.earliestDeadline == nil)
    }

    @Test("each publish is settled exactly once under any order of confirms", arguments: 0..<50)
    func exactlyOnce(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var ledger = ConfirmLedger<Int>()
        var published = 0
        var settled: [Int: Int] = [:]
        for _ in 0..<500 {
            if published == 0 || Bool.random(using: &random) {
                published += 1
                #expect(ledger.nextSequence == UInt64(published))
                ledger.published(published, deadline: start + .seconds(Int.random(in: 1...100, using: &random)))
            } else if Int.random(in: 0..<20, using: &random) == 0 {
                let now = start + .seconds(Int.random(in: 1...20, using: &random))
                for number in ledger.expire(at: now) { settled[number, default: 0] += 1 }
            } else {
                let tag = UInt64.random(in: 1...UInt64(published), using: &random)
                let confirmed = ledger.confirmed(tag, multiple: .random(using: &random), accepted: true)
                for (number, _) in confirmed {
                    settled[number, default: 0] += 1
                    #expect(UInt64(number) <= tag)
                }
            }
            #expect(ledger.outstanding == published - settled.count)
        }
        for number in ledger.drain() { settled[number, default: 0] += 1 }
        #expect(settled.count == published)
        #expect(settled.values.allSatisfy { $0 == 1 })
    }
}
