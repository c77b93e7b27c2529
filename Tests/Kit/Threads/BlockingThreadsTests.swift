import Testing
import Threads

@Suite struct BlockingThreadsTests {
    struct Broken: Error {}

    @Test("results and errors come back")
    func results() async throws {
        let threads = BlockingThreads(name: "work", count: 2, queueLimit: 8)
        #expect(try await threads.run { 6 * 7 } == 42)
        await #expect(throws: Broken.self) { try await threads.run { throw Broken() } }
    }

    @Test("what doesn't fit into the queue is refused at once, and taken again when there is room")
    func bounded() async throws {
        let threads = BlockingThreads(name: "work", count: 1, queueLimit: 1)
        let (began, mayEnd) = (OneShot<Void>(), WakeupDescriptor())
        let running = Task {
            try await threads.run {
                began.succeed(())
                mayEnd.wait()
                return 1
            }
        }
        try await began.value()
        // The one thread is taken; of two more one is queued, whichever comes first, and the other refused.
        let (done, refused) = (Locked(0), OneShot<BlockingThreads.Refusal>())
        let others = (0..<2).map { _ in
            Task {
                do {
                    let value = try await threads.run { 2 }
                    done.withLock { $0 += value }
                } catch let refusal as BlockingThreads.Refusal {
                    refused.succeed(refusal)
                }
            }
        }
        #expect(try await refused.value(within: .seconds(10)) == .busy)
        mayEnd.signal()
        #expect(try await running.value == 1)
        for other in others { try await other.value }
        #expect(done.withLock { $0 } == 2)
        #expect(try await threads.run { 3 } == 3)
    }
}
