import Testing

@testable import AMQP

@Suite struct BackoffTests {
    @Test("delays double up to the limit and are drawn from their upper half")
    func doubling() {
        var longest = Backoff(initial: .milliseconds(100), limit: .seconds(1))
        var shortest = longest
        let most = (0..<6).map { _ in longest.delay(random: 1) }
        let least = (0..<6).map { _ in shortest.delay(random: 0) }
        #expect(most == [100, 200, 400, 800, 1000, 1000].map { .milliseconds($0) })
        #expect(least == most.map { $0 / 2 })
    }

    @Test("a connection that held starts it over")
    func reset() {
        var backoff = Backoff(initial: .milliseconds(100), limit: .seconds(1))
        for _ in 0..<5 { _ = backoff.delay(random: 1) }
        backoff.reset()
        #expect(backoff.delay(random: 1) == .milliseconds(100))
    }
}
