import Contracts
import LobbyCore
import Testing

@Suite("The door of the game's own client") struct TextDoorTests {
    typealias Bench = DoorBench<TextDoor>

    @Test("A client joins with the socket's address and the port that it names") func join() {
        var bench = Bench()
        bench.send("MMSTART,NA West|46318")
        #expect(
            bench.requests.map(\.request) == [
                .join(PeerAddress(ip: "192.0.2.1", port: 46318), region: "NorthAmericaWest")
            ])
        #expect(bench.door.matcherID == nil)
        bench.answer(.view(bench.view(.alone)))
        #expect(bench.door.matcherID == Bench.me)
        #expect(bench.written.isEmpty)
    }

    @Test("The host's conversation, word by word") func host() {
        var bench = Bench.measuring()
        #expect(bench.take() == ["PINGTEST\u{1f}198.51.100.1:5001"])
        bench.send("20")
        bench.pass(.milliseconds(250))
        #expect(bench.requests.last?.request == .report(Bench.me, PingResult(opponent: ann.handle, milliseconds: 20)))
        bench.answer(.verdict(PingVerdict(hostFor: ann, view: bench.view(.hosting, ann))))
        #expect(bench.take() == ["HOST"])
        bench.send("SUCCESS")
        #expect(bench.requests.last?.request == .open(Bench.me, port: 46318))
        bench.send("SUCCESS")
        bench.answer(.done)
        bench.send("SUCCESS")
        #expect(bench.requests.count == 3)
        #expect(bench.door.matcherID == nil)
        #expect(bench.take().isEmpty && bench.closed == nil)
    }

    @Test("The guest's conversation, word by word") func guest() {
        var bench = Bench.measuring()
        bench.send("20 ")
        bench.answer(.verdict(PingVerdict(hostFor: nil, view: bench.view(.awaiting, ann))))
        _ = bench.take()
        bench.tell(.starting, match: PeerAddress(ip: "2001:db8::9", port: 7000))
        #expect(bench.take() == ["CLIENT\u{1f}[2001:db8::9]:7000"])
        #expect(bench.requests.last?.request == .ask(Bench.me))
        bench.answer(.view(bench.view(.starting, match: PeerAddress(ip: "2001:db8::9", port: 7000))))
        #expect(bench.door.matcherID == nil)
        bench.tell(.gone)
        bench.pass(.seconds(3600))
        #expect(bench.take().isEmpty && bench.closed == nil && bench.requests.count == 3)
    }

    @Test("Nothing follows an open PINGTEST but its answer: not CLIENT") func clientWaits() {
        var bench = Bench.measuring()
        bench.tell(.awaiting, ann)
        bench.tell(.starting, match: ann.address)
        #expect(bench.take() == ["PINGTEST\u{1f}198.51.100.1:5001"])
        bench.send("5 ")
        #expect(bench.take() == ["CLIENT\u{1f}198.51.100.1:5001"])
    }

    @Test("Nothing follows an open PINGTEST but its answer: not HOST, not another PINGTEST") func hostWaits() {
        var bench = Bench.measuring()
        bench.tell(.hosting, ann)
        _ = bench.take()
        bench.send("5 ")
        #expect(bench.take() == ["HOST"])

        bench = Bench.measuring()
        bench.tell(.alone)
        bench.tell(.testing, bob)
        #expect(bench.take() == ["PINGTEST\u{1f}198.51.100.1:5001"])
        bench.send("5 ")
        #expect(bench.take() == ["PINGTEST\u{1f}[2001:db8::2]:5002"])
        #expect(bench.requests.count == 1, "what it has measured is of nobody's interest any more")
    }

    @Test("A client is told nothing while nobody is there, and nothing that it doesn't know") func quiet() {
        var bench = Bench.waiting()
        for _ in 0..<100 {
            bench.pass(.seconds(10))
            bench.tell(.alone)
        }
        bench.tell(.awaiting, ann)
        #expect(bench.take().isEmpty && bench.closed == nil)
    }

    @Test("The same view twice, and an older one after a newer, say nothing anew") func oldNews() {
        var bench = Bench.measuring()
        let old = bench.view(.testing, ann)
        bench.handle(.told(old))
        bench.send("5 ")
        bench.answer(.verdict(PingVerdict(hostFor: nil, view: bench.view(.testing, ann))))
        bench.tell(.hosting, ann)
        bench.handle(.told(old))
        bench.handle(.told(bench.view(.hosting, ann)))
        bench.handle(.told(PeerView(matcherID: "x03other", revision: 99, kind: .starting, match: ann.address)))
        #expect(bench.take() == ["PINGTEST\u{1f}198.51.100.1:5001", "HOST"])
    }

    @Test("Numbers that come before the question answer it") func early() {
        var bench = Bench()
        bench.send("MMSTART,EU|463185\n")
        bench.answer(.view(bench.view(.testing, ann)))
        #expect(bench.take() == ["PINGTEST\u{1f}198.51.100.1:5001"])
        #expect(bench.requests.last?.request == .report(Bench.me, PingResult(opponent: ann.handle, milliseconds: 5)))
    }

    @Test("What no client says is shown out, and leaves the queue", arguments: ["HELLO", "5 5 ", "MMSTART,EU|1"])
    func garbage(text: String) {
        var bench = Bench.waiting()
        bench.send(text)
        #expect(bench.closed == .garbage)
        #expect(bench.requests.last?.request == .leave(Bench.me))
        bench.answer(.done)
        #expect(bench.door.isOver)
        bench.handle(.clientLeft)
        #expect(bench.requests.count == 2)
    }

    @Test("A flood ends at once") func flood() {
        var bench = Bench()
        bench.handle(.received([UInt8](repeating: 0xaa, count: 1_000_000)))
        #expect(bench.closed == .garbage && bench.requests.isEmpty && bench.door.isOver)
        bench = Bench.waiting()
        for _ in 0..<300 where bench.closed == nil { bench.send("SUCCESS") }
        #expect(bench.closed == .garbage)
    }

    @Test("After the pair is made whatever comes is passed over") func afterwards() {
        var bench = Bench.hosting()
        bench.send("SUCCESS")
        bench.answer(.done)
        bench.send("whatever it is")
        #expect(bench.closed == nil && bench.door.wakeAt == nil)
    }

    @Test("Who says nothing for a minute is shown out") func idle() {
        var bench = Bench()
        bench.send("MMST")
        bench.pass(.milliseconds(59_999))
        #expect(bench.closed == nil)
        bench.pass(.milliseconds(1))
        #expect(bench.closed == .idle && bench.door.isOver)
    }

    @Test("Who doesn't measure within thirty seconds is shown out") func silent() {
        var bench = Bench.measuring()
        bench.pass(.seconds(29))
        bench.tell(.alone)
        bench.pass(.seconds(1))
        #expect(bench.closed == .silent)
        #expect(bench.requests.last?.request == .leave(Bench.me))
    }

    @Test("A host whose guest has left is told to host for the next, and opens at once if it listens already")
    func hostsAgain() {
        for listens in [true, false] {
            var bench = Bench.hosting()
            _ = bench.take()
            bench.tell(.alone)
            if listens { bench.send("SUCCESS") }
            bench.tell(.testing, bob)
            #expect(bench.take() == ["PINGTEST\u{1f}[2001:db8::2]:5002"])
            bench.send("5 ")
            bench.answer(.verdict(PingVerdict(hostFor: bob, view: bench.view(.hosting, bob))))
            #expect(bench.take() == ["HOST"])
            if !listens { bench.send("SUCCESS") }
            #expect(bench.requests.last?.request == .open(Bench.me, port: 46318))
        }
    }

    @Test("Who was told to host can't be sent elsewhere: it leaves, and hears nothing more") func cantBeSent() {
        var bench = Bench.hosting()
        _ = bench.take()
        bench.tell(.alone)
        bench.tell(.awaiting, bob)
        #expect(bench.requests.last?.request == .leave(Bench.me))
        bench.answer(.done)
        #expect(bench.take().isEmpty && bench.closed == nil && bench.door.matcherID == nil)
        #expect(bench.requests.count == 3)
    }
}
