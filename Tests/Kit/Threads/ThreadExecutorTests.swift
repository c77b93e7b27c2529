import Glibc
import Testing
import Threads

@Suite struct ThreadExecutorTests {
    /// Collects on a thread of its own.
    actor Collector {
        private let executor: ThreadExecutor
        private(set) var numbers: [Int] = []

        init(executor: ThreadExecutor) {
            self.executor = executor
        }

        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        func append(_ number: Int) { numbers.append(number) }

        func threadID() -> UInt { Self.currentThreadID() }

        /// Called from C in real code: no `await`, but on the executor's thread.
        nonisolated func appendAsCallback(_ number: Int) {
            assumeIsolated { $0.numbers.append(number) }
        }

        func callBack(_ number: Int) { appendAsCallback(number) }

        @inline(never)
        private static func currentThreadID() -> UInt { pthread_self() }
    }

    @Test("an actor's calls run one after another on one thread")
    func oneThread() async {
        let collector = Collector(executor: ThreadExecutor(name: "collector"))
        let first = await collector.threadID()
        var others: Set<UInt> = []
        for number in 0..<100 {
            await collector.append(number)
            others.insert(await collector.threadID())
        }
        #expect(others == [first])
        #expect(await collector.numbers == Array(0..<100))
    }

    @Test("two actors of one executor share its thread")
    func sharedExecutor() async {
        let executor = ThreadExecutor(name: "shared")
        let (left, right) = (Collector(executor: executor), Collector(executor: executor))
        let (leftThread, rightThread) = (await left.threadID(), await right.threadID())
        #expect(leftThread == rightThread)
    }

    @Test("callbacks on the thread may assume isolation")
    func assumeIsolated() async {
        let collector = Collector(executor: ThreadExecutor(name: "callback"))
        await collector.callBack(7)
        #expect(await collector.numbers == [7])
    }

    @Test("assuming isolation elsewhere traps")
    func assumeIsolatedElsewhere() async {
        await #expect(processExitsWith: .failure) {
            Collector(executor: ThreadExecutor(name: "callback")).appendAsCallback(7)
        }
    }

    @Test("the executor is freed when its actors are gone, also while jobs were queued")
    func executorIsFreed() async {
        weak var weakExecutor: ThreadExecutor?
        do {
            let executor = ThreadExecutor(name: "short-lived")
            weakExecutor = executor
            let collector = Collector(executor: executor)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<50 { group.addTask { await collector.append(number) } }
            }
            #expect(await collector.numbers.count == 50)
        }
        // The thread gives back the last reference a moment after the last job; yield until it has.
        let deadline = ContinuousClock.now + .seconds(10)
        while weakExecutor != nil, ContinuousClock.now < deadline { await Task.yield() }
        #expect(weakExecutor == nil)
    }
}
