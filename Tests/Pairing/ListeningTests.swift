import Contracts
import PairingCore
import Testing

@Suite("Peers with open sockets") struct ListeningTests {
    var bench = PairingBench()

    @Test("They are brought together as they join, and both are told") mutating func join() {
        let ann = bench.join("192.0.2.1", gateway: "g1")
        #expect(bench.told.isEmpty)
        let answer = bench.handle(.join(address: PeerAddress(ip: "192.0.2.2"), region: nil, gateway: "g2"))
        guard case .view(let view) = answer else { return #expect(Bool(false)) }
        #expect(view.kind == .testing)
        #expect(view.opponent?.address.ip == "192.0.2.1")
        #expect(bench.told.count == 1)
        #expect(bench.told.first?.gateway == "g1")
        #expect(bench.news(of: ann)?.opponent?.address.description == "192.0.2.2")
    }

    @Test("One that listens takes whoever joins without a socket, too") mutating func mixed() {
        let ann = bench.join("192.0.2.1", gateway: "g1")
        let bob = bench.join("192.0.2.2")
        #expect(bench.news(of: ann)?.kind == .testing)
        #expect(bench.ask(bob).kind == .testing)
    }

    @Test("Two without sockets wait until one asks") mutating func patient() {
        _ = bench.join()
        let bob = bench.join()
        #expect(bench.pairs.isEmpty)
        #expect(bench.ask(bob).kind == .testing)
    }

    @Test("The whole way is told step by step") mutating func wholeWay() {
        let ann = bench.join("192.0.2.1", gateway: "g1")
        let bob = bench.join("192.0.2.2", gateway: "g2")
        let verdict = bench.report(ann, 12)
        #expect(verdict?.view.kind == .hosting)
        #expect(bench.told.map(\.gateway) == ["g2"])
        #expect(bench.news(of: bob)?.kind == .awaiting)
        bench.openPort(ann, 46318)
        #expect(bench.news(of: bob)?.kind == .starting)
        #expect(bench.news(of: bob)?.match == PeerAddress(ip: "192.0.2.1", port: 46318))
        // Told is who asks: the gateway does when it has passed it on.
        bench.pass(seconds: 90, alive: [bob])
        #expect(bench.ask(bob).kind == .starting)
        bench.pass(seconds: 30, alive: [bob])
        #expect(bench.matchers.isEmpty && bench.pairs.isEmpty)
    }

    @Test("After a bad measurement the next in line comes at once") mutating func next() {
        let ann = bench.join("192.0.2.1", gateway: "g1")
        let bob = bench.join("192.0.2.2", gateway: "g1")
        let cid = bench.join("192.0.2.3", gateway: "g1")
        let verdict = bench.report(ann, 400)
        let next = bench.opponent(of: cid)
        #expect(next == ann || next == bob)
        #expect(verdict?.view.kind == (next == ann ? .testing : .alone))
        #expect(bench.news(of: cid)?.kind == .testing)
    }

    @Test("A partner who leaves is replaced at once") mutating func replaced() {
        let ann = bench.join("192.0.2.1", gateway: "g1")
        let bob = bench.join("192.0.2.2", gateway: "g1")
        _ = bench.join("192.0.2.3", gateway: "g1")
        bench.handle(.leave(bob))
        #expect(bench.news(of: ann)?.opponent?.address.ip == "192.0.2.3")
    }

    @Test("A gateway hears of everybody it checks in, gone ones included") mutating func checkIn() {
        let ann = bench.join("192.0.2.1", gateway: "g1")
        bench.handle(.checkIn("g1", [ann, "x03nobody"]))
        #expect(bench.news(of: ann)?.kind == .alone)
        #expect(bench.news(of: "x03nobody")?.kind == .gone)
        #expect(!bench.actions.contains { if case .saveMatcher = $0 { true } else { false } })
    }

    @Test("Who falls silent is reported as gone") mutating func gone() {
        let ann = bench.join(gateway: "g1")
        bench.pass(.seconds(60))
        #expect(bench.news(of: ann)?.kind == .gone)
    }

    @Test("The later word has the greater revision") mutating func revisions() {
        let ann = bench.join("192.0.2.1", gateway: "g1")
        var last: Int64 = 0
        for _ in 0..<5 {
            let other = bench.join("192.0.2.2", gateway: "g1")
            let met = bench.news(of: ann)?.revision ?? 0
            bench.handle(.leave(other))
            let left = bench.news(of: ann)?.revision ?? 0
            #expect(last < met && met < left)
            last = left
        }
        bench.pass(.seconds(1))
        bench.takeOver()
        bench.handle(.checkIn("g1", [ann]))
        #expect(last < bench.news(of: ann)?.revision ?? 0)
    }

    @Test("Once told to host, a listening peer hosts again, though the other reports first") mutating func hostsAgain()
    {
        let ann = bench.join("192.0.2.1", gateway: "g1")
        let bob = bench.join("192.0.2.2", gateway: "g1")
        bench.report(ann, 10)
        bench.handle(.leave(bob))
        let cid = bench.join("192.0.2.3", gateway: "g1")
        let verdict = bench.report(cid, 10)
        #expect(verdict?.hostFor == nil)
        #expect(verdict?.view.kind == .awaiting)
        #expect(bench.news(of: ann)?.kind == .hosting)
        // Not for one that asks by itself: it was promised to host.
        bench.handle(.leave(cid))
        let dan = bench.join("192.0.2.4")
        #expect(bench.report(dan, 10)?.hostFor != nil)
    }
}
