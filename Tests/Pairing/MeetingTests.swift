import Contracts
import PairingCore
import Testing

@Suite("Peers meeting") struct MeetingTests {
    var bench = PairingBench()

    @Test("The host's port sends the guest on its way") mutating func meet() {
        let (host, guest) = bench.hostAndGuest()
        #expect(bench.openPort(host, 5000) == .done)
        let view = bench.ask(guest)
        #expect(view.kind == .starting)
        #expect(view.match == PeerAddress(ip: "192.0.2.1", port: 5000))
        #expect(view.opponent == nil)
    }

    @Test("The host may listen on another address than it joined from") mutating func otherAddress() {
        let (host, guest) = bench.hostAndGuest()
        bench.openPort(host, 5000, ip: "2001:db8::7")
        #expect(bench.ask(guest).match?.description == "[2001:db8::7]:5000")
    }

    @Test("The host leaves at once; saying it again is still fine, and corrects it until the guest is told")
    mutating func again() {
        let (host, guest) = bench.hostAndGuest()
        bench.openPort(host, 5000)
        #expect(bench.matchers[host] == nil)
        #expect(bench.handle(.ask(host)) == .unknown)
        #expect(bench.openPort(host, 5000) == .done)
        #expect(bench.openPort(host, 5001) == .done)
        #expect(bench.ask(guest).match?.port == 5001)
        #expect(bench.openPort(host, 5002) == .done)
        #expect(bench.ask(guest).match?.port == 5001)
    }

    @Test("The guest may ask again for 30 s, then it is gone, and so is the pair") mutating func repeats() {
        let (host, guest) = bench.hostAndGuest()
        bench.openPort(host)
        bench.pass(.seconds(20))
        let first = bench.ask(guest)
        bench.pass(.milliseconds(29_999))
        #expect(bench.ask(guest) == first)
        bench.pass(.milliseconds(1))
        #expect(bench.handle(.ask(guest)) == .unknown)
        #expect(bench.openPort(host) == .unknown)
        #expect(bench.matchers.isEmpty && bench.pairs.isEmpty)
    }

    @Test("A guest that never asks is gone after 60 s of silence") mutating func silentGuest() {
        let (host, guest) = bench.hostAndGuest()
        bench.openPort(host)
        bench.pass(.seconds(60))
        #expect(bench.handle(.ask(guest)) == .unknown)
        #expect(bench.matchers.isEmpty && bench.pairs.isEmpty)
    }

    @Test("Only the host of a pair may open a port") mutating func notHost() {
        let ann = bench.join("192.0.2.1")
        #expect(bench.openPort(ann) == .notHost)
        let bob = bench.join("192.0.2.2")
        _ = bench.ask(ann)
        #expect(bench.openPort(ann) == .notHost)
        bench.report(ann, 10)
        #expect(bench.openPort(bob) == .notHost)
        #expect(bench.openPort("x03guess") == .unknown)
        #expect(bench.openPort(ann) == .done)
    }

    @Test("A pair without an open port is dissolved after 30 s, for good") mutating func dissolved() {
        let (host, guest) = bench.hostAndGuest()
        bench.pass(.milliseconds(29_999))
        #expect(bench.ask(guest).kind == .awaiting)
        bench.pass(.milliseconds(1))
        #expect(bench.ask(guest).kind == .alone)
        #expect(bench.ask(host).kind == .alone)
        #expect(bench.openPort(host) == .notHost)
        #expect(bench.ask(guest).kind == .alone)
    }

    @Test("A pair in which nobody reports is dissolved after 30 s, too") mutating func noReport() {
        let ann = bench.join()
        _ = bench.join()
        #expect(bench.ask(ann).kind == .testing)
        bench.pass(.seconds(30))
        #expect(bench.ask(ann).kind == .alone)
    }

    @Test("When the guest leaves after it was told, nothing is left") mutating func guestLeaves() {
        let (host, guest) = bench.hostAndGuest()
        bench.openPort(host)
        _ = bench.ask(guest)
        #expect(bench.handle(.leave(guest)) == .done)
        #expect(bench.matchers.isEmpty && bench.pairs.isEmpty)
        #expect(bench.openPort(host) == .unknown)
    }

    @Test("A host that has left can't leave") mutating func hostHasLeft() {
        let (host, guest) = bench.hostAndGuest()
        bench.openPort(host)
        #expect(bench.handle(.leave(host)) == .unknown)
        #expect(bench.ask(guest).kind == .starting)
    }
}

extension PairingBench {
    /// Two peers of which the first has reported a good round trip.
    mutating func hostAndGuest() -> (host: MatcherID, guest: MatcherID) {
        let host = join("192.0.2.1")
        let guest = join("192.0.2.2")
        report(host, 20)
        return (host, guest)
    }
}
