import Testing

@testable import Redis

@Suite("The client's bookkeeping")
struct CommandLedgerTests {
    private let start = ContinuousClock.now
    private var ledger: CommandLedger<Int>

    init() { ledger = CommandLedger(connectTimeout: .seconds(2), maximumCommands: 3, now: start) }

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

    /// The actions in short: `connect`, `send 1`, `1 ok`, `1 unavailable`, `disconnect`, `closed`.
    private func brief(_ actions: [CommandLedger<Int>.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .connect: "connect"
            case .send(let bytes): "send \(bytes[0])"
            case .answer(let token, .success): "\(token) ok"
            case .answer(let token, .failure(let error)): "\(token) \(error.kind)"
            case .disconnect: "disconnect"
            case .closed: "closed"
            }
        }
    }

    private mutating func tick(_ milliseconds: Int) -> [String] {
        brief(ledger.tick(randomness: 0, now: at(milliseconds)))
    }

    private mutating func submit(_ token: Int, deadline: Int = 1000) -> [String] {
        brief(ledger.submit(token, [UInt8(token)], deadline: at(deadline)))
    }

    private mutating func receive(_ value: RedisValue = .status("OK")) -> [String] {
        brief(ledger.received(value, randomness: 0, now: at(0)))
    }

    private mutating func lose(_ milliseconds: Int) -> [String] {
        brief(ledger.lost("gone", randomness: 0, now: at(milliseconds)))
    }

    @Test("Commands wait for the first connection and are answered in their order")
    mutating func answers() {
        #expect(tick(0) == ["connect"])
        #expect(submit(1) == [])
        #expect(submit(2) == [])
        #expect(brief(ledger.ready()) == ["send 1", "send 2"])
        #expect(submit(3) == ["send 3"])
        #expect(receive() == ["1 ok"])
        #expect(receive(.error("ERR no")) == ["2 server"])
        #expect(receive() == ["3 ok"])
    }

    @Test("A lost connection leaves what was sent unknown, and is made again at once")
    mutating func lost() {
        _ = tick(0)
        _ = ledger.ready()
        _ = submit(1)
        #expect(lose(5) == ["1 outcomeUnknown", "connect"])
        #expect(submit(2) == [])
        #expect(brief(ledger.ready()) == ["send 2"])
    }

    @Test("While the server is away commands are refused at once, and attempts have growing pauses")
    mutating func away() {
        _ = tick(0)
        _ = submit(1)
        #expect(lose(0) == ["1 unavailable"])
        #expect(submit(2) == ["2 unavailable"])
        #expect(ledger.nextWake == at(50))
        #expect(tick(49) == [])
        #expect(tick(50) == ["connect"])
        #expect(submit(3) == ["3 unavailable"])
        #expect(lose(50) == [])
        #expect(ledger.nextWake == at(150))
        #expect(tick(150) == ["connect"])
        #expect(brief(ledger.ready()) == [])
        #expect(submit(4) == ["send 4"])
    }

    @Test("An attempt that takes too long is given up")
    mutating func slowConnect() {
        _ = tick(0)
        #expect(tick(1999) == [])
        #expect(tick(2000) == ["disconnect"])
        #expect(tick(2050) == ["connect"])
    }

    @Test("A late command is unknown to its sender, and its late answer goes to nobody")
    mutating func late() {
        _ = tick(0)
        _ = ledger.ready()
        _ = submit(1, deadline: 100)
        _ = submit(2, deadline: 500)
        #expect(ledger.nextWake == at(100))
        #expect(tick(100) == ["1 outcomeUnknown"])
        #expect(receive() == [])
        #expect(receive() == ["2 ok"])
    }

    @Test("A command that could not be sent in time is unavailable")
    mutating func unsent() {
        _ = tick(0)
        _ = submit(1, deadline: 100)
        #expect(tick(100) == ["1 unavailable"])
        #expect(brief(ledger.ready()) == [])
    }

    @Test("A server that answers nothing for a second past the deadline loses its connection")
    mutating func frozen() {
        _ = tick(0)
        _ = ledger.ready()
        _ = submit(1, deadline: 100)
        _ = submit(2, deadline: 1090)
        #expect(tick(100) == ["1 outcomeUnknown"])
        #expect(ledger.nextWake == at(1090))
        #expect(tick(1100) == ["disconnect", "2 outcomeUnknown", "connect"])
    }

    @Test("More commands than the limit are refused at once")
    mutating func crowded() {
        _ = tick(0)
        for token in 1...3 { _ = submit(token) }
        #expect(submit(4) == ["4 unavailable"])
    }

    @Test("An answer to nothing ends the connection")
    mutating func unasked() {
        _ = tick(0)
        _ = ledger.ready()
        #expect(receive() == ["disconnect", "connect"])
    }

    @Test("Closing takes no more, waits for what is under way, and ends once")
    mutating func closes() {
        _ = tick(0)
        _ = ledger.ready()
        _ = submit(1)
        #expect(brief(ledger.close()) == [])
        #expect(submit(2) == ["2 unavailable"])
        #expect(receive() == ["1 ok", "disconnect", "closed"])
        #expect(brief(ledger.close()) == [])
        #expect(ledger.nextWake == nil)
    }

    @Test("Closing while the server is away ends at once")
    mutating func closesAway() {
        _ = tick(0)
        _ = lose(0)
        #expect(brief(ledger.close()) == ["disconnect", "closed"])
    }

    @Test("A connection that is lost while closing isn't made again")
    mutating func lostWhileClosing() {
        _ = tick(0)
        _ = ledger.ready()
        _ = submit(1)
        _ = ledger.close()
        #expect(lose(1) == ["1 outcomeUnknown", "disconnect", "closed"])
    }
}
