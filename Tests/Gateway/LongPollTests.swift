import HTTPServer
import Testing

@testable import GatewayService

@Suite struct LongPollTests {
    let drain = DrainSignal()

    private func next(_ mailbox: Mailbox<Int>, within time: Duration) async throws -> LongPoll.Wake<Int> {
        try await LongPoll.next(of: mailbox, until: .now + time, drain: drain)
    }

    @Test("A wait whose time is over leaves the mailbox as it was") func severalWaits() async throws {
        let mailbox = Mailbox<Int>()
        for _ in 0..<3 {
            guard case .timedOut = try await next(mailbox, within: .milliseconds(5)) else {
                Issue.record("nothing had come, and nothing had ended")
                return
            }
        }
        async let wake = next(mailbox, within: .seconds(20))
        mailbox.put(7)
        guard case .changed(7) = try await wake else {
            Issue.record("what came was not told")
            return
        }
    }

    @Test("Of several elements the newest is told, once") func newest() async throws {
        let mailbox = Mailbox<Int>()
        mailbox.put(1)
        mailbox.put(2)
        guard case .changed(2) = try await next(mailbox, within: .seconds(20)) else {
            Issue.record("not the newest")
            return
        }
        #expect(mailbox.take() == nil)
    }

    @Test("What came before the end is told before it") func end() async throws {
        let mailbox = Mailbox<Int>()
        mailbox.put(1)
        mailbox.finish()
        mailbox.put(2)
        #expect(try await mailbox.next() == 1)
        #expect(try await mailbox.next() == nil)
        guard case .ended = try await next(mailbox, within: .seconds(20)) else {
            Issue.record("the end was not told")
            return
        }
    }

    @Test("A server that drains wakes whoever waits") func draining() async throws {
        let mailbox = Mailbox<Int>()
        drain.begin()
        guard case .draining = try await next(mailbox, within: .seconds(20)) else {
            Issue.record("draining was not told")
            return
        }
        mailbox.put(1)
        #expect(try await mailbox.next() == 1)
    }

    @Test("A cancelled wait throws, and ends nothing") func cancelled() async throws {
        let mailbox = Mailbox<Int>()
        let waiting = Task { try await mailbox.next() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        mailbox.put(3)
        #expect(try await mailbox.next() == 3)
    }
}
