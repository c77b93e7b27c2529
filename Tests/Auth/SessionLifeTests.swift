import AccountsCore
import Contracts
import Testing

@Suite struct SessionLifeTests {
    private let life = SessionLife()
    private let start = Timestamp(milliseconds: 5_000_000)

    @Test("a session dies after half an hour without use, whatever its age")
    func idle() {
        #expect(life.judge(startedAt: start, lastUsedAt: start, at: start + .seconds(1799)) == .touch)
        #expect(life.judge(startedAt: start, lastUsedAt: start, at: start + .seconds(1800)) == .dead)
    }

    @Test("a session in constant use dies after twelve hours")
    func absolute() {
        let end = start + .seconds(12 * 3600)
        #expect(life.judge(startedAt: start, lastUsedAt: end - .seconds(1), at: end - .milliseconds(1)) == .alive)
        #expect(life.judge(startedAt: start, lastUsedAt: end - .seconds(1), at: end) == .dead)
        #expect(life.end(startedAt: start) == end)
    }

    @Test("its use is written down at most once a minute")
    func touch() {
        #expect(life.judge(startedAt: start, lastUsedAt: start, at: start + .milliseconds(59_999)) == .alive)
        #expect(life.judge(startedAt: start, lastUsedAt: start, at: start + .seconds(60)) == .touch)
    }

    @Test("with a short idle time uses are written down often enough to keep it alive")
    func shortIdle() {
        let short = SessionLife(idle: .seconds(8))
        #expect(short.judge(startedAt: start, lastUsedAt: start, at: start + .seconds(2)) == .touch)
    }
}
