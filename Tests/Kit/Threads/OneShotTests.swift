import Testing
import Threads

@Suite struct OneShotTests {
    struct Broken: Error, Equatable {}

    @Test("a value set before the wait is there at once")
    func setBefore() async throws {
        let shot = OneShot<Int>()
        #expect(shot.succeed(1))
        #expect(try await shot.value() == 1)
    }

    @Test("everyone who waits gets the value, set from another thread")
    func manyWaiters() async throws {
        let shot = OneShot<Int>()
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<10 { group.addTask { try await shot.value() } }
            DedicatedThread.start(name: "setter") { shot.succeed(4) }
            return try await group.reduce(0, +)
        }
        #expect(sum == 40)
    }

    @Test("only the first outcome counts")
    func firstCounts() async {
        let shot = OneShot<Int>()
        #expect(shot.fail(Broken()))
        #expect(!shot.succeed(2))
        await #expect(throws: Broken.self) { try await shot.value() }
    }

    @Test("a cancelled waiter leaves, the others go on waiting")
    func cancelledWaiter() async throws {
        let shot = OneShot<Int>()
        let patient = Task { try await shot.value() }
        let cancelled = Task { try await shot.value() }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        shot.succeed(3)
        #expect(try await patient.value == 3)
    }

    @Test("a wait with a limit ends with the deadline's error")
    func limitedWait() async {
        let shot = OneShot<Int>()
        await #expect(throws: DeadlineExceeded(duration: .milliseconds(5))) {
            try await shot.value(within: .milliseconds(5))
        }
    }
}
