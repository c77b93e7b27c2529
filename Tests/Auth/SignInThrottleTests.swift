import AccountsCore
import Contracts
import Testing

@Suite struct SignInThrottleTests {
    private let throttle = SignInThrottle()
    private let now = Timestamp(milliseconds: 1_000_000)

    private func failures(_ count: Int, secondsAgo: Int) -> [Timestamp] {
        (0..<count).map { Timestamp(milliseconds: now.milliseconds - Int64(secondsAgo) * 1000 - Int64($0)) }
    }

    @Test("four failures of a name leave it open, five close it")
    func perName() {
        let four = SignInThrottle.Failures(ofName: failures(4, secondsAgo: 10))
        #expect(throttle.decide(four, addressIsTrusted: false, at: now) == .allowed)
        let five = SignInThrottle.Failures(ofName: failures(5, secondsAgo: 10))
        #expect(throttle.decide(five, addressIsTrusted: false, at: now) == .throttled(retryAfterSeconds: 50))
    }

    @Test("the limit of a name holds in trusted networks too")
    func perNameTrusted() {
        let five = SignInThrottle.Failures(ofName: failures(5, secondsAgo: 1))
        #expect(throttle.decide(five, addressIsTrusted: true, at: now) == .throttled(retryAfterSeconds: 59))
    }

    @Test("twenty failures close an address, but not a trusted one")
    func perAddress() {
        let nineteen = SignInThrottle.Failures(ofAddress: failures(19, secondsAgo: 5))
        #expect(throttle.decide(nineteen, addressIsTrusted: false, at: now) == .allowed)
        let twenty = SignInThrottle.Failures(ofAddress: failures(20, secondsAgo: 5))
        #expect(throttle.decide(twenty, addressIsTrusted: false, at: now) == .throttled(retryAfterSeconds: 55))
        #expect(throttle.decide(twenty, addressIsTrusted: true, at: now) == .allowed)
    }

    @Test("a failure counts for a minute and no longer")
    func window() {
        let justInside = SignInThrottle.Failures(ofName: failures(5, secondsAgo: 59))
        #expect(throttle.decide(justInside, addressIsTrusted: false, at: now) == .throttled(retryAfterSeconds: 1))
        let outside = SignInThrottle.Failures(ofName: failures(5, secondsAgo: 60))
        #expect(throttle.decide(outside, addressIsTrusted: false, at: now) == .allowed)
    }

    @Test("the wait ends when the oldest failure that closes it leaves the window")
    func waitEndsWithTheOldest() {
        let spread = [50, 40, 30, 20, 10].map { Timestamp(milliseconds: now.milliseconds - $0 * 1000) }
        #expect(
            throttle.decide(.init(ofName: spread), addressIsTrusted: false, at: now)
                == .throttled(retryAfterSeconds: 10))
        #expect(
            throttle.decide(.init(ofName: spread), addressIsTrusted: false, at: now + .seconds(10)) == .allowed)
    }

    @Test("when both limits are passed the longer wait counts")
    func longerWait() {
        let both = SignInThrottle.Failures(
            ofName: failures(5, secondsAgo: 50), ofAddress: failures(20, secondsAgo: 20))
        #expect(throttle.decide(both, addressIsTrusted: false, at: now) == .throttled(retryAfterSeconds: 40))
    }
}
