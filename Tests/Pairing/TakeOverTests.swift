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
        #expect(bench.news(of: ann)?.kind == .alone)
        let isDue = bench.pairing.isDue(at: bench.now)
        #expect(isDue)
        bench.handle(.timePassed)
        #expect(bench.news(of: ann)?.kind == .testing)
        #expect(bench.ask(bob).kind == .testing)
        let isStillDue = bench.pairing.isDue(at: bench.now)
        #expect(!isStillDue)
    }

    @Test("Who reads its own rows anew still knows who is there, and who listens") mutating func sameOwner() {
        let ann = bench.join("192.0.2.1", gateway: "g1")
        let bob = bench.join("192.0.2.2", region: "Europe")
        bench.pass(.seconds(50))
        bench.handle(.checkIn("g1", [ann]))
        let revision = bench.news(of: ann)?.revision ?? 0
        bench.takeOver(presence: bench.pairing.presence)
        bench.pass(.seconds(10))
        #expect(bench.matchers[bob] == nil)
        #expect(bench.matchers[ann] != nil)
        _ = bench.join("192.0.2.3")
        #expect(bench.news(of: ann)?.kind == .testing)
        #expect(bench.news(of: ann)?.revision ?? 0 > revision)
    }

    @Test("After an outage everybody counts as seen, and pairs get ten seconds") mutating func outage() {
        let ann = bench.join("192.0.2.1")
        let bob = bench.join("192.0.2.2")
        bench.report(ann, 10)
        bench.now = bench.now + .seconds(100)
        bench.pairing.giveGrace(at: bench.now)
        bench.handle(.timePassed)
        #expect(bench.ask(bob).kind == .awaiting)
        bench.pass(.seconds(10))
        #expect(bench.ask(bob).kind == .alone)
    }

    @Test("A check-in changes no row, whatever it finds") mutating func checkInWritesNothing() {
        let ann = bench.join("192.0.2.1")
        let bob = bench.join("192.0.2.2")
        bench.handle(.checkIn("g1", [ann, bob, "x03nobody"]))
        #expect(bench.actions.allSatisfy { if case .tell = $0 { true } else { false } })
        #expect(bench.told.count == 3)
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
