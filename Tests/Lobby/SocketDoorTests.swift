import Contracts
import LobbyCore
import Testing

@Suite("The WebSocket door") struct SocketDoorTests {
    typealias Bench = DoorBench<SocketDoor>

    @Test("A client's messages are read encoded twice, and once") func encodings() {
        let object = #"{"eventType":"initialConfig","ipAddress":"192.0.2.1:46318","region":"NorthAmericaWest"}"#
        for twice in [true, false] {
            var bench = Bench()
            if twice { bench.sendTwice(object) } else { bench.send(object) }
            #expect(
                bench.requests.map(\.request) == [
                    .join(PeerAddress(ip: "192.0.2.1", port: 46318), region: "NorthAmericaWest")
                ])
        }
    }

    @Test("A claimed address counts only from those who may speak for others") func claims() {
        for (client, relays, ip) in [
            ("203.0.113.7", "", "203.0.113.7"), ("203.0.113.7", "203.0.113.0/24", "192.0.2.1"),
            ("::1", "127.0.0.0/8,::1", "192.0.2.1"),
        ] {
            var bench = Bench(client: client, relays: relays)
            bench.send(#"{"eventType":"initialConfig","ipAddress":"192.0.2.1:46318"}"#)
            #expect(bench.requests.map(\.request) == [.join(PeerAddress(ip: ip, port: 46318), region: nil)])
        }
    }

    @Test("The host's conversation") func host() {
        var bench = Bench.waiting()
        #expect(bench.take() == [#"{"eventType":"noOpponents"}"#])
        bench.tell(.testing, ann)
        #expect(
            bench.take() == [
                #"{"address":"198.51.100.1:5001","eventType":"pingTest","matcherID":"h03annnnnnnnnnnnnnnnnnn"}"#
            ])
        bench.sendTwice(#"{"eventType":"pingTestResponse","matcherID":"h03annnnnnnnnnnnnnnnnnn","ping":20}"#)
        #expect(bench.requests.last?.request == .report(Bench.me, PingResult(opponent: ann.handle, milliseconds: 20)))
        bench.answer(.verdict(PingVerdict(hostFor: ann, view: bench.view(.hosting, ann))))
        #expect(bench.take() == [#"{"eventType":"openPort"}"#])
        bench.sendTwice(#"{"eventType":"portIsOpen"}"#)
        #expect(bench.requests.last?.request == .open(Bench.me, port: 46318))
        bench.answer(.done)
        #expect(bench.door.matcherID == nil && bench.take().isEmpty && bench.closed == nil)
    }

    @Test("The guest is sent on its way, though it hasn't measured") func guest() {
        var bench = Bench.waiting()
        bench.tell(.testing, ann)
        _ = bench.take()
        bench.tell(.awaiting, ann)
        bench.tell(.starting, match: PeerAddress(ip: "198.51.100.1", port: 7000))
        #expect(bench.take() == [#"{"address":"198.51.100.1:7000","eventType":"joinMatch"}"#])
        #expect(bench.requests.last?.request == .ask(Bench.me))
    }

    @Test("Nobody there is said at once, every ten seconds, and after a bad measurement") func nobody() {
        var bench = Bench.waiting()
        #expect(bench.take().count == 1)
        bench.pass(.milliseconds(9_999))
        bench.tell(.alone)
        #expect(bench.take().isEmpty)
        bench.pass(.milliseconds(1))
        #expect(bench.take() == [#"{"eventType":"noOpponents"}"#])
        bench.tell(.testing, ann)
        _ = bench.take()
        bench.pass(.seconds(20))
        #expect(bench.take().isEmpty)
        bench.send(
            #"{"eventType":"pingTestResponse","matchers":[{"matcherID":"h03annnnnnnnnnnnnnnnnnn","ping":"400"}]}"#)
        bench.answer(.verdict(PingVerdict(hostFor: nil, view: bench.view(.alone))))
        #expect(bench.take() == [#"{"eventType":"noOpponents"}"#])
    }

    @Test("The next opponent is offered, though the last question is still open") func next() {
        var bench = Bench.waiting()
        bench.tell(.testing, ann)
        bench.tell(.alone)
        bench.tell(.testing, bob)
        #expect(bench.take().last?.contains("h03bob") == true)
        bench.send(#"{"eventType":"pingTestResponse","matcherID":"h03annnnnnnnnnnnnnnnnnn","ping":20}"#)
        #expect(bench.requests.count == 1)
        bench.send(#"{"eventType":"pingTestResponse","matcherID":"h03bobbbbbbbbbbbbbbbbbb","ping":20}"#)
        #expect(bench.requests.count == 2)
    }

    @Test("A port may come with the word that it is open") func port() {
        var bench = Bench.waiting()
        bench.tell(.hosting, ann)
        bench.send(#"{"eventType":"portIsOpen","port":"7000"}"#)
        #expect(bench.requests.last?.request == .open(Bench.me, port: 7000))
    }

    @Test("Each new pair needs a new word that the port is open") func hostsAgain() {
        var bench = Bench.waiting()
        bench.tell(.hosting, ann)
        bench.tell(.alone)
        bench.send(#"{"eventType":"portIsOpen"}"#)
        bench.tell(.hosting, bob)
        #expect(bench.take().last == #"{"eventType":"openPort"}"#)
        #expect(bench.requests.count == 1)
        bench.send(#"{"eventType":"portIsOpen"}"#)
        #expect(bench.requests.last?.request == .open(Bench.me, port: 46318))
    }

    @Test(
        "What is no message shows the client out",
        arguments: [
            "", "hello", "{", "[]", "5", "null", #""hello""#, #""{""#, #"{"eventType":5}"#, "{}",
            #"{"eventType":"initialConfig"}"#, #"{"eventType":"initialConfig","ipAddress":"host.example:5000"}"#,
            #"{"eventType":"initialConfig","ipAddress":"192.0.2.1"}"#,
            #"{"eventType":"initialConfig","ipAddress":"192.0.2.1:70000"}"#,
            #"{"eventType":"initialConfig","ipAddress":"192.0.2.1:5000","region":"Narnia"}"#,
            #"{"eventType":"initialConfig","ipAddress":7,"region":"Europe"}"#,
            #"{"eventType":"pingTestResponse","ping":5}"#,
            #"{"eventType":"pingTestResponse","matcherID":"h","ping":"fast"}"#,
            #"{"eventType":"pingTestResponse","matcherID":"h","ping":"nan"}"#,
            #"{"eventType":"pingTestResponse","matchers":[]}"#, #"{"eventType":"portIsOpen","port":0}"#,
            #"{"eventType":"portIsOpen","port":70000}"#, #"{"eventType":"portIsOpen","port":1.5}"#,
            String(repeating: "[", count: 4000), String(repeating: "x", count: 5000),
        ])
    func garbage(text: String) {
        var bench = Bench.waiting()
        bench.send(text)
        #expect(bench.closed == .garbage)
        #expect(bench.requests.last?.request == .leave(Bench.me))
    }

    /// Every member of every message, of the wrong type, empty, huge, negative, out of range or no number.
    private static let badMembers: [(message: String, values: [String])] = [
        (#"{"eventType":#}"#, ["null", "7", "true", "[]", #"["initialConfig"]"#, "{}", "NaN"]),
        (
            #"{"eventType":"initialConfig","region":"Europe","ipAddress":#}"#,
            [
                "null", "7", "true", "[]", "{}", "NaN", #""""#, #""host.example:5000""#, #""192.0.2.1""#,
                #""192.0.2.1:0""#,
                #""192.0.2.1:65536""#, #""192.0.2.1:-5""#, #""192.0.2.1\u0000:5000""#, #""[2001:db8::1]""#,
                #""[2001:db8::1]:0""#, #""2001:db8::1""#, "\"" + String(repeating: "1", count: 3000) + "\"",
            ]
        ),
        (
            #"{"eventType":"initialConfig","ipAddress":"192.0.2.1:5000","region":#}"#,
            ["7", "true", "[]", "{}", "NaN", #""""#, #""europe""#, "\"" + String(repeating: "x", count: 3000) + "\""]
        ),
        (
            #"{"eventType":"pingTestResponse","matcherID":"h","ping":#}"#,
            ["null", "true", "[]", "[5]", "{}", "NaN", "Infinity", "1e999", #""""#, #""0x10""#, #""inf""#, #"" 5""#]
        ),
        (#"{"eventType":"pingTestResponse","ping":5,"matcherID":#}"#, ["null", "7", "true", "[]", "{}"]),
        (
            #"{"eventType":"pingTestResponse","matchers":#}"#,
            ["7", "true", "{}", "[7]", "[null]", "[{}]", #"[{"matcherID":"h"}]"#, #"[{"matcherID":7,"ping":5}]"#]
        ),
        (
            #"{"eventType":"portIsOpen","port":#}"#,
            ["-1", "65536", "1e300", "1e999", "NaN", "true", "[]", "{}", #""""#, #""http""#, #""-80""#, #"" 80""#]
        ),
    ]

    @Test("A bad member shows it out, too, whichever it is", arguments: 0..<badMembers.count) func badMember(row: Int) {
        let (message, values) = Self.badMembers[row]
        for value in values {
            for isWaiting in [false, true] {
                var bench = isWaiting ? Bench.waiting() : Bench()
                bench.send(message.replacing("#", with: value))
                #expect(bench.closed == .garbage, "\(message) \(value)")
                #expect(bench.requests.count == (isWaiting ? 2 : 0))
            }
        }
    }

    @Test("IPv6 addresses are fine, in brackets and with a port") func bracketed() {
        var bench = Bench(client: "127.0.0.1", relays: "127.0.0.0/8")
        bench.sendTwice(#"{"eventType":"initialConfig","ipAddress":"[2001:DB8::1]:65535","region":null}"#)
        #expect(
            bench.requests.map(\.request) == [.join(PeerAddress(ip: "2001:db8::1", port: 65535), region: nil)])
    }

    @Test("Bytes that aren't UTF-8 show it out, too") func notUTF8() {
        var bench = Bench()
        bench.handle(.received([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]))
        #expect(bench.closed == .garbage)
    }

    @Test("Messages of an unknown kind are passed over, a flood of them isn't") func unknown() {
        var bench = Bench.waiting()
        for _ in 0..<16 { bench.send(#"{"eventType":"sendOpenPort","later":[1]}"#) }
        #expect(bench.closed == nil)
        bench.send(#"{"eventType":"sendOpenPort"}"#)
        #expect(bench.closed == .garbage)
    }

    @Test("A second start, a stray answer and a stray port change nothing") func strays() {
        var bench = Bench.waiting()
        _ = bench.take()
        bench.send(#"{"eventType":"initialConfig","ipAddress":"192.0.2.1:5000","region":"Japan"}"#)
        bench.send(#"{"eventType":"pingTestResponse","matcherID":"h03annnnnnnnnnnnnnnnnnn","ping":20}"#)
        bench.send(#"{"eventType":"portIsOpen"}"#)
        #expect(bench.requests.count == 1 && bench.take().isEmpty && bench.closed == nil)
    }

    @Test("No start within a minute shows it out; no measurement within half a minute, too") func times() {
        var bench = Bench()
        bench.pass(.seconds(60))
        #expect(bench.closed == .idle)
        bench = Bench.waiting()
        bench.tell(.testing, ann)
        bench.pass(.seconds(30))
        #expect(bench.closed == .silent)
    }

    @Test("Leaving frees the place in the queue") func leave() {
        var bench = Bench.waiting()
        bench.handle(.clientLeft)
        #expect(bench.requests.last?.request == .leave(Bench.me))
        bench.answer(.done)
        #expect(bench.door.isOver && bench.door.wakeAt == nil)
    }
}
