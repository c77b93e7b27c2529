import Testing
import Threads

@testable import Postgres

@Suite("The pool's bookkeeping, every order of events", .timeLimit(.minutes(2)))
struct PoolCoreExhaustionTests {
    @Test("No order of up to nine events breaks a promise")
    func everyOrder() async throws {
        let walk = try await Self.walked { PoolCoreWalk(size: 2, waiters: 3, depth: 9) }
        #expect(walk.violations == [])
        #expect(walk.visited > 10_000)
    }

    @Test("A promise that is broken would be noticed", arguments: PoolCoreWalk.Sabotage.allCases)
    func sabotage(_ sabotage: PoolCoreWalk.Sabotage) async throws {
        let walk = try await Self.walked { PoolCoreWalk(size: 2, waiters: 2, depth: 6, sabotage: sabotage) }
        #expect(walk.violations != [])
    }

    /// Walks on a thread of its own: seconds of computing would hold up the other tests.
    private static func walked(_ make: @escaping @Sendable () -> PoolCoreWalk) async throws -> PoolCoreWalk {
        let result = OneShot<PoolCoreWalk>()
        DedicatedThread.start(name: "walk", stackBytes: 8 << 20) {
            var walk = make()
            walk.run()
            result.succeed(walk)
        }
        return try await result.value()
    }
}
