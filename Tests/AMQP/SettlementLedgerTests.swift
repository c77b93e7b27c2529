import Testing

@testable import AMQP

@Suite struct SettlementLedgerTests {
    private func ledger(_ count: UInt64) throws -> SettlementLedger {
        var ledger = SettlementLedger()
        for tag in 1...count { try ledger.delivered(tag) }
        return ledger
    }

    @Test("what is settled from the oldest on without a gap becomes one word")
    func multiple() throws {
        var ledger = try ledger(5)
        for tag: UInt64 in [2, 1, 3] { ledger.settle(tag, .accepted) }
        #expect(ledger.flush() == [Settlement(tag: 3, multiple: true, disposition: .accepted)])
        #expect(ledger.outstanding == 2)
        #expect(ledger.flush().isEmpty)
    }

    @Test("what lies behind a gap is told singly, and the gap is never covered")
    func gap() throws {
        var ledger = try ledger(5)
        for tag: UInt64 in [1, 3, 4] { ledger.settle(tag, .accepted) }
        #expect(
            ledger.flush() == [
                Settlement(tag: 1, multiple: false, disposition: .accepted),
                Settlement(tag: 3, multiple: false, disposition: .accepted),
                Settlement(tag: 4, multiple: false, disposition: .accepted),
            ])
        ledger.settle(2, .requeued)
        ledger.settle(5, .requeued)
        #expect(ledger.flush() == [Settlement(tag: 5, multiple: true, disposition: .requeued)])
    }

    @Test("a change of mind between neighbours begins a new word")
    func dispositions() throws {
        var ledger = try ledger(5)
        for tag: UInt64 in 1...2 { ledger.settle(tag, .accepted) }
        for tag: UInt64 in 3...4 { ledger.settle(tag, .requeued) }
        ledger.settle(5, .rejected)
        #expect(
            ledger.flush() == [
                Settlement(tag: 2, multiple: true, disposition: .accepted),
                Settlement(tag: 4, multiple: true, disposition: .requeued),
                Settlement(tag: 5, multiple: false, disposition: .rejected),
            ])
    }

    @Test("a delivery is settled once; unknown ones are ignored")
    func once() throws {
        var ledger = try ledger(1)
        let answers = [ledger.settle(1, .accepted), ledger.settle(1, .requeued), ledger.settle(2, .accepted)]
        #expect(answers == [true, false, false])
        #expect(ledger.flush() == [Settlement(tag: 1, multiple: false, disposition: .accepted)])
        let again = ledger.settle(1, .accepted)
        #expect(!again)
    }

    @Test("tags that skip are a broken protocol")
    func skipped() throws {
        var ledger = try ledger(1)
        #expect(throws: AMQPError.self) { try ledger.delivered(3) }
    }

    @Test("a model of the broker agrees under any order of settling", arguments: 0..<50)
    func model(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var ledger = SettlementLedger()
        var broker: Set<UInt64> = []
        var fate: [UInt64: Settlement.Disposition] = [:]
        var wanted: [UInt64: Settlement.Disposition] = [:]
        var last: UInt64 = 0
        for _ in 0..<400 {
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1:
                last += 1
                try ledger.delivered(last)
                broker.insert(last)
            case 2, 3:
                let choices: [Settlement.Disposition] = [.accepted, .accepted, .requeued]
                guard last > 0, let disposition = choices.randomElement(using: &random) else { continue }
                let tag = UInt64.random(in: 1...last, using: &random)
                if ledger.settle(tag, disposition) { wanted[tag] = disposition }
            default:
                for settlement in ledger.flush() {
                    let tags = settlement.multiple ? broker.filter { $0 <= settlement.tag } : [settlement.tag]
                    #expect(broker.contains(settlement.tag))
                    for tag in tags { fate[tag] = settlement.disposition }
                    broker.subtract(tags)
                }
                #expect(fate == wanted)
                #expect(broker.count == ledger.outstanding)
            }
        }
    }
}
