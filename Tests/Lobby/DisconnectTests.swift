import Contracts
import LobbyCore
import Testing

@Suite("A client's leaving, and a queue that can't be asked") struct DisconnectTests {
    typealias Bench = DoorBench<TextDoor>

    @Test("Before it says anything, nothing is to be done") func beforeGreeting() {
        var bench = Bench()
        bench.send("MMSTART,E")
        bench.handle(.clientLeft)
        #expect(bench.requests.isEmpty && bench.door.isOver && bench.door.wakeAt == nil)
    }

    @Test("While it joins, it is taken out as soon as it is in") func whileJoining() {
        var bench = Bench()
        bench.send("MMSTART,EU|46318")
        bench.handle(.clientLeft)
        #expect(!bench.door.isOver)
        bench.answer(.view(bench.view(.testing, ann)))
        #expect(bench.requests.last?.request == .leave(Bench.me))
        bench.answer(.done)
        #expect(bench.door.isOver && bench.written.isEmpty)
    }

    @Test("At every step before its port is open it leaves the queue", arguments: 0..<5) func leaves(step: Int) {
        var bench = [Bench.waiting(), Bench.measuring(), Bench.hosting(), Bench.measuring(), Bench.hosting()][step]
        if step == 3 { bench.send("20 ") }  // the report is under way
        if step == 4 { bench.tell(.alone) }
        bench.handle(.clientLeft)
        if step == 3 {
            bench.answer(.verdict(PingVerdict(hostFor: ann, view: bench.view(.hosting, ann))))
        }
        #expect(bench.requests.last?.request == .leave(Bench.me))
        #expect(!bench.written.contains("HOST") || step == 2 || step == 4)
        bench.answer(.done)
        #expect(bench.door.isOver && bench.door.matcherID == nil && bench.door.wakeAt == nil)
    }

    @Test("After SUCCESS it changes nothing, though the queue hasn't heard of it yet") func afterSuccess() {
        var bench = Bench.hosting()
        bench.send("SUCCESS")
        bench.handle(.clientLeft)
        #expect(!bench.door.isOver)
        bench.answer(.failed)
        bench.pass(.seconds(1))
        #expect(bench.requests.last?.request == .open(Bench.me, port: 46318))
        bench.answer(.done)
        #expect(bench.door.isOver)
        #expect(!bench.requests.contains { $0.request == .leave(Bench.me) })
    }

    @Test("After SUCCESS for a pair that was dissolved meanwhile it leaves the queue") func afterLateSuccess() {
        var bench = Bench.hosting()
        bench.send("SUCCESS")
        bench.handle(.clientLeft)
        bench.answer(.refused)
        #expect(bench.requests.last?.request == .leave(Bench.me))
    }

    @Test("After CLIENT it changes nothing") func afterClient() {
        var bench = Bench.waiting()
        bench.tell(.starting, match: ann.address)
        bench.answer(.view(bench.view(.starting, match: ann.address)))
        bench.handle(.clientLeft)
        #expect(bench.door.isOver && bench.requests.count == 2)
    }

    @Test("Joining is repeated under the same number until it works") func joinAgain() {
        var bench = Bench()
        bench.send("MMSTART,EU|46318")
        for _ in 0..<20 {
            bench.answer(.failed)
            bench.pass(.milliseconds(999))
            bench.pass(.milliseconds(1))
        }
        #expect(bench.requests.count == 21)
        #expect(Set(bench.requests.map(\.number)).count == 1)
        bench.answer(.view(bench.view(.alone)))
        bench.tell(.testing, ann)
        bench.send("20 ")
        #expect(Set(bench.requests.map(\.number)).count == 2)
    }

    @Test("An answer to an older request is passed over") func lateAnswer() {
        var bench = Bench()
        bench.send("MMSTART,EU|46318")
        let first = bench.requests[0].number
        bench.answer(.view(bench.view(.alone)))
        bench.tell(.testing, ann)
        bench.send("20 ")
        bench.handle(.answered(number: first, .view(bench.view(.alone))))
        #expect(bench.requests.count == 2)
        bench.answer(.verdict(PingVerdict(hostFor: ann, view: bench.view(.hosting, ann))))
        #expect(bench.take().last == "HOST")
    }

    @Test("Leaving is not repeated for ever") func leaveAgain() {
        var bench = Bench.waiting()
        bench.handle(.clientLeft)
        for _ in 0..<20 where !bench.door.isOver {
            bench.answer(.failed)
            bench.pass(.seconds(1))
        }
        #expect(bench.door.isOver)
        #expect(bench.requests.count == 6)
    }

    @Test("Who is unknown to the queue joins anew, without the client's noticing") func joinsAnew() {
        for wordByMessage in [true, false] {
            var bench = Bench.waiting()
            if wordByMessage {
                bench.tell(.gone)
            } else {
                bench.tell(.testing, ann)
                bench.send("20 ")
                bench.answer(.unknown)
            }
            _ = bench.take()
            guard case .join(let address, let region) = bench.requests.last?.request else {
                return #expect(Bool(false), "no join")
            }
            #expect(address.port == 46318 && region == "Europe" && bench.door.matcherID == nil)
            let anew = PeerView(matcherID: "x03new", revision: 1, kind: .testing, opponent: bob)
            bench.answer(.view(anew))
            #expect(bench.take() == ["PINGTEST\u{1f}[2001:db8::2]:5002"])
            #expect(bench.door.matcherID == "x03new")
        }
    }

    @Test("A refused join ends it") func refused() {
        var bench = Bench()
        bench.send("MMSTART,EU|46318")
        bench.answer(.refused)
        #expect(bench.closed == .refused && bench.door.isOver)
    }
}
