import Testing
import Threads

@Suite struct LockedTests {
    @Test("additions from many tasks are all kept")
    func additionsAreKept() async {
        let total = Locked(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 { total.withLock { $0 += 1 } }
                }
            }
        }
        #expect(total.withLock { $0 } == 8_000)
    }

    @Test("an error leaves the lock free and the value as it was changed")
    func errorLeavesLockFree() {
        struct Refused: Error {}
        let value = Locked(1)
        #expect(throws: Refused.self) {
            try value.withLock { value throws(Refused) in
                value = 2
                throw Refused()
            }
        }
        #expect(value.withLock { $0 } == 2)
    }

    @Test("the value is freed with the lock")
    func valueIsFreed() {
        final class Probe: Sendable {}
        weak var weakProbe: Probe?
        do {
            let probe = Probe()
            weakProbe = probe
            let locked = Locked<Probe?>(probe)
            #expect(locked.withLock { $0 != nil })
        }
        #expect(weakProbe == nil)
    }
}
