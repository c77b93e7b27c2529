import Testing

@testable import Messaging

@Suite struct PrefetchGovernorTests {
    @Test("it begins narrow, and widens with the first fresh message")
    func fresh() {
        var governor = PrefetchGovernor<Int>(wide: 50)
        #expect(governor.prefetch == 1)
        let isSuspicious = [0, 1].map { governor.arrived($0, deliveryCount: $0) }
        #expect(isSuspicious == [false, false])
        #expect(governor.prefetch == 50)
    }

    @Test("it stays narrow while what was delivered twice before is unsettled")
    func suspicious() {
        var governor = PrefetchGovernor<Int>(wide: 50)
        let first = governor.arrived(1, deliveryCount: 2)
        #expect(first)
        #expect(governor.prefetch == 1)
        governor.settled(1)
        #expect(governor.prefetch == 1)
        _ = governor.arrived(2, deliveryCount: 0)
        #expect(governor.prefetch == 50)
    }

    @Test("it narrows again when something suspicious comes later, until that is settled")
    func narrowing() {
        var governor = PrefetchGovernor<Int>(wide: 50)
        _ = governor.arrived(1, deliveryCount: 0)
        _ = governor.arrived(2, deliveryCount: 3)
        #expect(governor.prefetch == 1)
        governor.settled(1)
        #expect(governor.prefetch == 1)
        governor.settled(2)
        #expect(governor.prefetch == 50)
    }

    @Test("a new connection begins anew")
    func connection() {
        var governor = PrefetchGovernor<Int>(wide: 50)
        _ = governor.arrived(1, deliveryCount: 0)
        governor.connected()
        #expect(governor.prefetch == 1)
    }

    @Test("a message that kills its reader goes alone to its limit, whatever was prefetched beside it")
    func crashLoop() {
        let wide = 10
        var counts = Array(repeating: 0, count: 30)
        let guilty = 7
        var queue = Array(0..<30)
        var crashes = 0
        while queue.contains(guilty), crashes < 20 {
            var governor = PrefetchGovernor<Int>(wide: wide)
            governor.connected()
            var hand: [Int] = []
            var hasCrashed = false
            while !hasCrashed, !queue.isEmpty {
                while hand.count < min(governor.prefetch, queue.count) {
                    let next = queue[hand.count]
                    hand.append(next)
                    _ = governor.arrived(next, deliveryCount: counts[next])
                }
                let message = hand[0]
                if counts[message] >= PrefetchGovernor<Int>.hopelessCount || message != guilty {
                    governor.settled(message)
                    hand.removeFirst()
                    queue.removeFirst()
                } else {
                    for other in hand { counts[other] += 1 }
                    crashes += 1
                    hasCrashed = true
                }
            }
        }
        #expect(crashes == 5)
        #expect(counts[guilty] == 5)
        for (message, count) in counts.enumerated() where message != guilty { #expect(count <= 2) }
    }
}
