import Testing

@testable import Postgres

@Suite("The pool's bookkeeping, every order of events")
struct PoolCoreExhaustionTests {
    @Test("No order of up to nine events breaks a promise")
    func everyOrder() {
        var walk = PoolCoreWalk(size: 2, waiters: 3, depth: 9)
        walk.run()
        #expect(walk.violations == [])
        #expect(walk.visited > 10_000)
    }

    @Test("A promise that is broken would be noticed", arguments: PoolCoreWalk.Sabotage.allCases)
    func sabotage(_ sabotage: PoolCoreWalk.Sabotage) {
        var walk = PoolCoreWalk(size: 2, waiters: 2, depth: 6, sabotage: sabotage)
        walk.run()
        #expect(walk.violations != [])
    }
}
