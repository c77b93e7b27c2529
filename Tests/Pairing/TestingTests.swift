import Contracts
import PairingCore
import Testing

@Suite("Peers testing each other") struct TestingTests {
    var bench = PairingBench()

    @Test("A peer's id is a secret of its shard; what others see of it is another name") mutating func ids() {
        let ann = bench.join("192.0.2.1")
        let bob = bench.join("192.0.2.2")
        #expect(ann.shard == PairingBench.shard)
        let view = bench.ask(ann)
        #expect(view.opponent?.address == PeerAddress(ip: "192.0.2.2", port: 46318))
        #expect(view.opponent?.handle.rawValue != bob.rawValue)
        #expect(view.opponent?.handle != bench.ask(bob).opponent?.handle)
    }

    @Test("Who asks alone is told so, again and again") mutating func alone() {
        let ann = bench.join()
        #expect(bench.ask(ann).kind == .alone)
        bench.pass(.seconds(10))
        #expect(bench.ask(ann).kind == .alone)
    }

    @Test("Who asks is given somebody to measure, the same one until it is decided") mutating func pair() {
        let ann = bench.join("192.0.2.1")
        let bob = bench.join("192.0.2.2")
        let first = bench.ask(ann)
        #expect(first.kind == .testing)
        #expect(bench.ask(ann) == first)
        #expect(bench.ask(bob).kind == .testing)
        #expect(bench.ask(bob).opponent?.address.ip == "192.0.2.1")
    }

    @Test("Nobody else gets who is being tested") mutating func claimed() {
        let ann = bench.join()
        let bob = bench.join()
        let cid = bench.join()
        #expect(bench.ask(ann).kind == .testing)
        let free = [bob, cid].filter { bench.opponent(of: $0) == nil }
        #expect(free.count == 1)
        #expect(bench.ask(free[0]).kind == .alone)
    }

    @Test("Regions don't mix, and none is a pool of its own") mutating func regions() {
        let europe = bench.join(region: "Europe")
        let japan = bench.join(region: "Japan")
        let none = bench.join()
        for id in [europe, japan, none] { #expect(bench.ask(id).kind == .alone) }
        let second = bench.join("192.0.2.9", region: "Japan")
        #expect(bench.ask(japan).opponent?.address.ip == "192.0.2.9")
        #expect(bench.ask(second).kind == .testing)
        #expect(bench.ask(none).kind == .alone)
    }

    @Test("A good measurement makes the reporter host, and the other wait", arguments: [0, 5, 126])
    func good(milliseconds: Double) {
        var bench = PairingBench()
        let ann = bench.join("192.0.2.1")
        let bob = bench.join("192.0.2.2")
        let opponent = bench.ask(ann).opponent
        #expect(bench.report(ann, milliseconds)?.hostFor == opponent)
        #expect(bench.ask(ann).kind == .hosting)
        #expect(bench.ask(bob).kind == .awaiting)
    }

    @Test("A bad measurement frees both, and they never meet again", arguments: [126.01, 60_000, -1, .nan, .infinity])
    func bad(milliseconds: Double) {
        var bench = PairingBench()
        let ann = bench.join()
        let bob = bench.join()
        let verdict = bench.report(ann, milliseconds)
        #expect(verdict?.hostFor == nil)
        #expect(verdict?.view.kind == .alone)
        for _ in 0..<5 { #expect(bench.ask(ann).kind == .alone) }
        for _ in 0..<5 { #expect(bench.ask(bob).kind == .alone) }
        #expect(bench.matchers[ann]?.badMatchIDs == [bob])
        #expect(bench.matchers[bob]?.badMatchIDs == [ann])
        let cid = bench.join()
        #expect(bench.ask(cid).kind == .testing)
    }

    @Test("The same report again is answered the same") mutating func repeated() {
        let ann = bench.join()
        _ = bench.join()
        let first = bench.report(ann, 20)
        #expect(first?.hostFor != nil)
        #expect(bench.report(ann, 20) == first)
    }

    @Test("The second good report comes too late to host") mutating func bothReport() {
        let ann = bench.join()
        let bob = bench.join()
        let handle = bench.ask(bob)
        bench.report(ann, 20)
        let late = bench.report(bob, 20)
        #expect(handle.kind == .alone || handle.kind == .testing)
        #expect(late?.hostFor == nil)
        #expect(late?.view.kind == .awaiting)
        #expect(bench.ask(ann).kind == .hosting)
    }

    @Test("The guest's bad measurement counts until the port is open") mutating func guestObjects() {
        let ann = bench.join()
        let bob = bench.join()
        bench.report(ann, 20)
        #expect(bench.report(bob, 300)?.view.kind == .alone)
        #expect(bench.openPort(ann) == .notHost)
        #expect(bench.ask(ann).kind == .alone)
    }

    @Test("A measurement of somebody never offered changes nothing") mutating func strangers() {
        let ann = bench.join()
        let bob = bench.join()
        let cid = bench.join()
        let handle = bench.ask(ann).opponent?.handle ?? "none"
        let other = bench.opponent(of: ann) == bob ? cid : bob
        for results in [
            [PingResult(opponent: handle, milliseconds: 10)], [PingResult(opponent: "h0guess", milliseconds: 10)], [],
        ] {
            guard case .verdict(let verdict) = bench.handle(.report(other, results)) else {
                Issue.record("no verdict")
                return
            }
            #expect(verdict.hostFor == nil)
            #expect(verdict.view.kind == .alone)
            #expect(!bench.actions.contains { if case .savePair = $0 { true } else { false } })
        }
        #expect(bench.ask(ann).kind == .testing)
    }

    @Test("A handle dies with its pair") mutating func staleHandle() {
        let ann = bench.join()
        let bob = bench.join()
        guard let old = bench.ask(ann).opponent?.handle else { return #expect(Bool(false)) }
        bench.handle(.leave(bob))
        let cid = bench.join("192.0.2.3")
        #expect(bench.ask(ann).kind == .testing)
        #expect(bench.report(ann, to: old, 10)?.hostFor == nil)
        #expect(bench.report(ann, to: old, 900)?.view.kind == .testing)
        #expect(bench.opponent(of: ann) == cid)
    }

    @Test("Of several results the first for the present opponent counts") mutating func several() {
        let ann = bench.join()
        _ = bench.join()
        guard let handle = bench.ask(ann).opponent?.handle else { return #expect(Bool(false)) }
        let results = [
            PingResult(opponent: "h03aaaaaaaaaaaaaaaaaaaa", milliseconds: 900),
            PingResult(opponent: handle, milliseconds: 30), PingResult(opponent: handle, milliseconds: 900),
        ]
        guard case .verdict(let verdict) = bench.handle(.report(ann, results)) else { return #expect(Bool(false)) }
        #expect(verdict.hostFor?.handle == handle)
    }
}
