import AMQP
import Testing

@testable import Messaging

@Suite struct EventRetryTests {
    private struct Fault: Error {}

    @Test("a server that is away is waited for, however long") func passing() {
        for attempt in [0, 4, 100] {
            #expect(EventRetry.decide(after: RPCError.unavailable(""), attempt: attempt) != .giveUp)
            #expect(EventRetry.decide(after: AMQPError(.blocked, ""), attempt: attempt) != .giveUp)
        }
        #expect(EventRetry.decide(after: RPCError.deadline, attempt: 100) == .again(after: .seconds(2)))
    }

    @Test("any other error is given up at the fifth attempt") func lasting() {
        let decisions = (0..<5).map { EventRetry.decide(after: Fault(), attempt: $0) }
        #expect(
            decisions == [
                .again(after: .milliseconds(100)), .again(after: .milliseconds(200)), .again(after: .milliseconds(400)),
                .again(after: .milliseconds(800)), .giveUp,
            ])
        #expect(EventRetry.decide(after: RPCError.failed("x"), attempt: 4) == .giveUp)
    }

    @Test("a service that is too old to understand is asked again until an upgrade must have reached it") func upgrade()
    {
        let error = RPCError.unsupported("x")
        #expect(EventRetry.decide(after: error, attempt: 4) == .again(after: .milliseconds(1600)))
        #expect(EventRetry.decide(after: error, attempt: 298) == .again(after: .seconds(2)))
        #expect(EventRetry.decide(after: error, attempt: 299) == .giveUp)
    }
}
