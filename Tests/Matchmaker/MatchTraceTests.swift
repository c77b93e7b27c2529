import Contracts
import MatchmakerCore
import Testing
import Tracing

@testable import Simulation

@Suite struct MatchTraceTests {
    @Test("a confirmation belongs to the trace of the last acceptance, also when a server comes only later")
    func confirmed() throws {
        for isLate in [false, true] {
            var table = try WorkerTable(servers: isLate ? [] : ["s1:1"])
            table.trace = .random()
            table.enqueue("a")
            table.enqueue("b")
            table.answer("a")
            let last = TraceContext.random()
            table.trace = last
            table.answer("b")
            table.trace = .random()
            if isLate {
                table.pass(.seconds(5))
                table.enqueue("c")
                table.offer("s1:1")
                table.pass(.seconds(1))
            }
            #expect(table.events.count == 1)
            #expect(table.events.first?.trace == last, "late: \(isLate)")
        }
    }

    @Test("an abandonment belongs to the trace of the server's word, and without one to that of its match")
    func abandoned() throws {
        for isAsked in [false, true] {
            var table = try WorkerTable()
            let acceptance = TraceContext.random()
            table.trace = acceptance
            let match = try table.confirmDuel()
            table.trace = .random()
            if isAsked { table.change(match, .abandoned(reason: "crash")) } else { table.pass(.seconds(120)) }
            guard case .abandonment? = table.events.last?.content else {
                Issue.record("not told")
                return
            }
            #expect(table.events.last?.trace == (isAsked ? table.trace : acceptance))
        }
    }
}
