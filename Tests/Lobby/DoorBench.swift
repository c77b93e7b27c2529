import Contracts
import LobbyCore
import RulesCore
import Testing

/// A door with a manual clock, and the queue played by the test.
struct DoorBench<D: Door> {
    var door: D
    var now: ContinuousClock.Instant
    /// What was written since the last look, as text.
    var written: [String] = []
    var requests: [(request: PeerRequest, number: Int)] = []
    var closed: CloseReason?

    static var me: MatcherID { "x03aaaaaaaaaaaaaaaaaaaa" }
    var revision: Int64 = 0

    mutating func handle(_ event: DoorEvent) {
        for action in door.handle(event, at: now) {
            switch action {
            case .write(let bytes): written.append(String(decoding: bytes, as: UTF8.self))
            case .request(let request, let number): requests.append((request, number))
            case .close(let reason): closed = reason
            }
        }
    }

    mutating func send(_ text: String) { handle(.received([UInt8](text.utf8))) }

    mutating func pass(_ duration: Duration) {
        now += duration
        handle(.timePassed)
    }

    /// Answers the last request.
    mutating func answer(_ reply: PeerReply) {
        guard let last = requests.last else {
            Issue.record("nothing was asked")
            return
        }
        handle(.answered(number: last.number, reply))
    }

    func view(_ kind: PeerView.Kind, _ opponent: PeerOpponent? = nil, match: PeerAddress? = nil) -> PeerView {
        PeerView(matcherID: Self.me, revision: revision, kind: kind, opponent: opponent, match: match)
    }

    mutating func tell(_ kind: PeerView.Kind, _ opponent: PeerOpponent? = nil, match: PeerAddress? = nil) {
        revision += 1
        handle(.told(view(kind, opponent, match: match)))
    }

    mutating func take() -> [String] {
        defer { written = [] }
        return written
    }
}

extension DoorBench<TextDoor> {
    init() {
        now = .now
        door = TextDoor(ip: "192.0.2.1", at: now)
    }

    /// A client in the queue, alone.
    static func waiting() -> Self {
        var bench = Self()
        bench.send("MMSTART,EU|46318")
        bench.answer(.view(bench.view(.alone)))
        return bench
    }

    /// A client that was asked to measure `ann`.
    static func measuring() -> Self {
        var bench = waiting()
        bench.tell(.testing, ann)
        return bench
    }

    /// A client that was told to host for `ann`.
    static func hosting() -> Self {
        var bench = measuring()
        bench.send("20 ")
        bench.answer(.verdict(PingVerdict(hostFor: ann, view: bench.view(.hosting, ann))))
        return bench
    }
}

extension DoorBench<SocketDoor> {
    init(client: String = "192.0.2.1", relays: String = "") {
        now = .now
        let rule = PeerAddressRule(relays: NetworkList(relays) ?? .none, proxies: .none)
        door = SocketDoor(client: client, rule: rule, at: now)
    }

    /// Sends an object as these clients do, encoded twice.
    mutating func sendTwice(_ object: String) { send("\"" + object.replacing("\"", with: "\\\"") + "\"") }

    static func waiting() -> Self {
        var bench = Self()
        bench.sendTwice(#"{"eventType":"initialConfig","ipAddress":"192.0.2.1:46318","region":"Europe"}"#)
        bench.answer(.view(bench.view(.alone)))
        return bench
    }
}

let ann = PeerOpponent(handle: "h03annnnnnnnnnnnnnnnnnn", address: PeerAddress(ip: "198.51.100.1", port: 5001))
let bob = PeerOpponent(handle: "h03bobbbbbbbbbbbbbbbbbb", address: PeerAddress(ip: "2001:db8::2", port: 5002))
