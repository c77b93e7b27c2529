import Testing

@testable import Postgres

@Suite("The pool's bookkeeping")
struct PoolCoreTests {
    private let start = ContinuousClock.now
    private var core = PoolCore(size: 2, maximumWaiters: 3)

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

    @Test("A pool begins with one connection")
    mutating func opens() {
        #expect(core.open(now: at(0)) == [.connect(0)])
        #expect(core.connected(0, now: at(1)) == [])
        #expect(core.status.idle == 1)
        #expect(core.status.isReady)
    }

    @Test("Who comes while it connects waits, and is lent the connection when it stands")
    mutating func waitsForTheFirst() {
        _ = core.open(now: at(0))
        #expect(core.acquire(7, deadline: at(1000), now: at(0)) == [.wake(at(1000))])
        #expect(core.connected(0, now: at(5)) == [.lend(0, to: 7)])
    }

    @Test("More connections are made only for those who wait, up to the size")
    mutating func grows() {
        _ = core.open(now: at(0))
        _ = core.connected(0, now: at(0))
        #expect(core.acquire(1, deadline: at(1000), now: at(0)) == [.lend(0, to: 1)])
        #expect(core.acquire(2, deadline: at(1000), now: at(0)) == [.connect(1), .wake(at(1000))])
        #expect(core.acquire(3, deadline: at(1000), now: at(0)) == [])
        #expect(core.release(0, isConnected: true, now: at(1)) == [.lend(0, to: 2)])
        #expect(core.connected(1, now: at(2)) == [.lend(1, to: 3)])
    }

    @Test("The connection used last is lent first")
    mutating func lastInFirstOut() {
        _ = core.open(now: at(0))
        _ = core.acquire(1, deadline: at(1000), now: at(0))
        _ = core.acquire(2, deadline: at(1000), now: at(0))
        _ = core.connected(0, now: at(0))
        _ = core.connected(1, now: at(0))
        _ = core.release(1, isConnected: true, now: at(1))
        _ = core.release(0, isConnected: true, now: at(2))
        #expect(core.takeIdle() == 0)
        #expect(core.takeIdle() == 1)
        #expect(core.takeIdle() == nil)
    }

    @Test("Who waits past the deadline is refused, in the order of coming")
    mutating func expires() {
        _ = core.open(now: at(0))
        _ = core.connected(0, now: at(0))
        _ = core.takeIdle()
        _ = core.acquire(1, deadline: at(100), now: at(0))
        _ = core.acquire(2, deadline: at(100), now: at(0))
        #expect(core.tick(now: at(100)) == [.refuse(1, .busy), .refuse(2, .busy)])
    }

    @Test("A line that is too long refuses at once")
    mutating func overcrowded() {
        _ = core.open(now: at(0))
        for waiter in 1...3 { _ = core.acquire(waiter, deadline: at(100), now: at(0)) }
        #expect(core.acquire(4, deadline: at(100), now: at(0)) == [.refuse(4, .overcrowded)])
    }

    @Test("A database that is away refuses those who wait and those who come, and is tried again by itself")
    mutating func down() {
        _ = core.open(now: at(0))
        _ = core.acquire(1, deadline: at(5000), now: at(0))
        _ = core.acquire(2, deadline: at(5000), now: at(0))
        _ = core.connectFailed(1, "refused", randomness: 0, now: at(1))
        let pause = at(1) + .milliseconds(50)
        #expect(
            core.connectFailed(0, "refused", randomness: 0, now: at(2))
                == [.refuse(1, .down("refused")), .refuse(2, .down("refused")), .wake(pause)])
        #expect(core.acquire(3, deadline: at(5000), now: at(3)) == [.refuse(3, .down("refused"))])
        #expect(core.tick(now: pause) == [.connect(0)])
        #expect(core.connected(0, now: at(90)) == [])
        #expect(core.acquire(4, deadline: at(5000), now: at(91)) == [.lend(0, to: 4)])
    }

    @Test("Pauses between attempts double up to two seconds, of which half is left to chance")
    func pauses() {
        let backoff = PoolBackoff()
        #expect(backoff.pause(afterFailures: 1, randomness: 0) == .milliseconds(50))
        #expect(backoff.pause(afterFailures: 2, randomness: 0) == .milliseconds(100))
        #expect(backoff.pause(afterFailures: 60, randomness: 0) == .seconds(1))
        #expect(backoff.pause(afterFailures: 60, randomness: 0.999) < .seconds(2))
    }

    @Test("A connection that comes back dead is made anew while somebody waits")
    mutating func replaced() {
        _ = core.open(now: at(0))
        _ = core.connected(0, now: at(0))
        _ = core.takeIdle()
        #expect(core.release(0, isConnected: false, now: at(1)) == [.connect(0)])
        #expect(!core.status.isReady)
    }

    @Test("Closing refuses those who wait, and is done when the last lent connection is back")
    mutating func closes() {
        _ = core.open(now: at(0))
        _ = core.connected(0, now: at(0))
        _ = core.takeIdle()
        _ = core.acquire(1, deadline: at(900), now: at(0))
        #expect(core.close(now: at(1)) == [.refuse(1, .closing)])
        #expect(core.acquire(2, deadline: at(900), now: at(2)) == [.refuse(2, .closing)])
        #expect(core.connected(1, now: at(3)) == [.disconnect(1)])
        #expect(core.release(0, isConnected: true, now: at(4)) == [.disconnect(0), .closed])
    }

    @Test("One who gives up leaves the line, and one who already has a connection keeps it")
    mutating func cancelled() {
        _ = core.open(now: at(0))
        _ = core.acquire(1, deadline: at(900), now: at(0))
        #expect(core.cancel(1, now: at(1)) == [.refuse(1, .cancelled)])
        #expect(core.cancel(1, now: at(1)) == [])
        #expect(core.connected(0, now: at(2)) == [])
    }
}
