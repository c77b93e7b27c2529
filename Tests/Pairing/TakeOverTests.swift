import Contracts
import PairingCore
import Testing

@Suite("A new owner of the shard") struct TakeOverTests {
    var bench = PairingBench()

    @Test("Goes on where the last one was", arguments: 0..<4) func goesOn(step: Int) {
        var bench = PairingBench()
        func takeOver(at moment: Int) { if step == moment { bench.takeOver() } }
        let ann = bench.join("192.0.2.1")
        let bob = bench.join("192.0.2.2")
        takeOver(at: 0)
        let handle = bench.ask(ann).opponent?.handle ?? "none"
        takeOver(at: 1)
        #expect(bench.report(ann, to: handle, 10)?.hostFor?.handle == handle)
        takeOver(at: 2)
        #expect(bench.openPort(ann) == .done)
        takeOver(at: 3)
        #expect(bench.openPort(ann) == .done)
        #expect(bench.ask(bob).kind == .starting)
        bench.pass(.seconds(30))
        #expect(bench.matchers.isEmpty && bench.pairs.isEmpty)
    }

    @Test("Counts everybody as seen just now") mutating func presence() {
        let ann = bench.join()
        bench.pass(.seconds(59))
        bench.takeOver()
        bench.pass(.seconds(59))
        #expect(bench.matchers[ann] != nil)
        bench.pass(.seconds(1))
        #expect(bench.matchers[ann] == nil)
    }

    @Test("Remembers who is bad for whom") mutating func bad() {
        let ann = bench.join()
        let bob = bench.join()
        bench.report(ann, 300)
        bench.takeOver()
        #expect(bench.ask(ann).kind == .alone)
        #expect(bench.ask(bob).kind == .alone)
    }

    @Test("Gives a pair ten seconds, though its time has run out meanwhile") mutating func grace() {
        let ann = bench.join("192.0.2.1")
        let bob = bench.join("192.0.2.2")
        bench.report(ann, 10)
        bench.now = bench.now + .seconds(40)
        bench.takeOver()
        bench.pass(.milliseconds(9_999))
        #expect(bench.ask(bob).kind == .awaiting)
        bench.pass(.milliseconds(1))
        #expect(bench.ask(bob).kind == .alone)
    }

    @Test("Learns by check-ins who listens, and brings them together") mutating func listening() {
        let ann = bench.join("192.0.2.1", region: "Europe", gateway: "g1")
        bench.takeOver()
        let bob = bench.join("192.0.2.2", region: "Europe")
        #expect(bench.pairs.isEmpty)
        bench.handle(.checkIn("g1", [ann]))
        #expect(bench.news(of: ann)?.kind == .testing)
        #expect(bench.ask(bob).kind == .testing)
    }

    @Test("Leaves alone a pair of which a member is missing") mutating func torn() {
        let ann = bench.join("192.0.2.1")
        let bob = bench.join("192.0.2.2")
        _ = bench.ask(ann)
        bench.matchers[bob] = nil
        bench.takeOver()
        #expect(bench.ask(ann).kind == .alone)
    }
}
