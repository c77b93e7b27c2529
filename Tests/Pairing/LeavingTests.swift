import Contracts
import PairingCore
import Testing

@Suite("Peers leaving") struct LeavingTests {
    var bench = PairingBench()

    @Test("Who leaves is unknown from then on") mutating func leave() {
        let ann = bench.join()
        #expect(bench.handle(.leave(ann)) == .done)
        for event in [PairingEvent.ask(ann), .leave(ann), .report(ann, []), .openPort(ann, port: 1, ip: nil)] {
            #expect(bench.handle(event) == .unknown)
        }
        #expect(bench.matchers.isEmpty)
        let bob = bench.join()
        #expect(bench.ask(bob).kind == .alone)
    }

    @Test("A partner is free at once, and not bad for anybody", arguments: [false, true])
    func partnerIsFree(isHostKnown: Bool) {
        for leaverHosts in [true, false] {
            var bench = PairingBench()
            let ann = bench.join("192.0.2.1")
            let bob = bench.join("192.0.2.2")
            _ = bench.ask(ann)
            if isHostKnown { bench.report(leaverHosts ? ann : bob, 10) }
            bench.handle(.leave(ann))
            #expect(bench.pairs.isEmpty)
            #expect(bench.ask(bob).kind == .alone)
            let cid = bench.join("192.0.2.3")
            #expect(bench.ask(bob).opponent?.address.ip == "192.0.2.3")
            #expect(bench.ask(cid).opponent?.address.ip == "192.0.2.2")
            #expect(bench.matchers[bob]?.badMatchIDs == [])
        }
    }

    @Test("A matcher deletes itself after 60 s of silence") mutating func silence() {
        let ann = bench.join()
        bench.pass(.milliseconds(59_999))
        #expect(bench.matchers[ann] != nil)
        bench.pass(.milliseconds(1))
        #expect(bench.matchers[ann] == nil)
        #expect(bench.handle(.ask(ann)) == .unknown)
    }

    @Test("Every call is a sign of life") mutating func signs() {
        let ann = bench.join()
        let calls: [PairingEvent] = [
            .ask(ann), .report(ann, []), .openPort(ann, port: 1, ip: nil), .checkIn("g1", [ann]),
        ]
        for call in calls {
            bench.pass(.seconds(50))
            bench.handle(call)
        }
        bench.pass(.seconds(59))
        #expect(bench.ask(ann).kind == .alone)
    }

    @Test("A partner of somebody silent is free again") mutating func silentPartner() {
        let ann = bench.join("192.0.2.1")
        bench.pass(.seconds(50))
        let bob = bench.join("192.0.2.2")
        #expect(bench.ask(bob).kind == .testing)
        bench.pass(.seconds(10))
        #expect(bench.matchers[ann] == nil)
        #expect(bench.ask(bob).kind == .alone)
        #expect(bench.matchers[bob]?.badMatchIDs == [])
    }

    @Test("Nothing is due when nobody is here, and each matcher has its own time") mutating func due() {
        #expect(bench.pairing.nextDue == nil)
        let ann = bench.join()
        #expect(bench.pairing.nextDue == PairingBench.start + .seconds(60))
        bench.pass(.seconds(20))
        _ = bench.join()
        bench.handle(.leave(ann))
        bench.pass(.seconds(40))
        #expect(bench.pairing.nextDue == PairingBench.start + .seconds(80))
    }

    @Test("Who has left weighs on nobody's list of bad matches") mutating func forgotten() {
        let ann = bench.join()
        for _ in 0..<50 {
            let other = bench.join()
            bench.report(ann, 500)
            bench.handle(.leave(other))
            _ = bench.ask(ann)
        }
        #expect(bench.pairing.image.matchers.first?.badMatchIDs == [])
    }

    @Test("A clock that goes back is not followed") mutating func clock() {
        let ann = bench.join()
        bench.pass(.seconds(55))
        bench.now = PairingBench.start
        _ = bench.ask(ann)
        bench.now = PairingBench.start + .seconds(60)
        bench.handle(.timePassed)
        #expect(bench.ask(ann).kind == .alone)
    }
}
