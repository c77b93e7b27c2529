import Contracts
import LobbyCore
import PairingCore
import RulesCore
import Testing

/// Clients of both doors before a real `Pairing`: every message is late, some are lost, and anybody may leave at any step.
struct LobbyWalk {
    enum Role: Hashable { case host, guest(of: String) }

    /// One client as the game is: it does what it is told, and notes what it wasn't meant to hear.
    struct Client {
        var door: any Door
        let isText: Bool
        let port: UInt16
        /// Answers to the doors's questions in milliseconds.
        let ping: Int
        var hasLeft = false
        var wasClosed: CloseReason?
        /// The text client was asked and hasn't answered.
        var openQuestion = false
        var role: Role?
        /// Bytes on their way to the door.
        var outgoing: [[UInt8]] = []
        var attending: MatcherID?
    }

    var random: PairingRandom
    var now: ContinuousClock.Instant = .now
    var time = Timestamp(milliseconds: 1_000_000)
    var pairing: Pairing
    var clients: [Int: Client] = [:]
    var nextClient = 0
    var replies: [(client: Int, number: Int, reply: PeerReply)] = []
    var news: [PeerView] = []
    var faults: [String] = []
    var met = 0

    init(seed: UInt64) {
        random = PairingRandom(state: seed)
        pairing = Pairing(shard: Shard.all[3], rules: PairingRules(), at: time)
    }

    mutating func arrive(isText: Bool) {
        let port = UInt16(1000 + nextClient)
        let door: any Door =
            isText
            ? TextDoor(ip: "192.0.2.1", at: now)
            : SocketDoor(client: "192.0.2.1", rule: PeerAddressRule(relays: .none, proxies: .none), at: now)
        var client = Client(
            door: door, isText: isText, port: port, ping: Int.random(in: 0..<4, using: &random) == 0 ? 300 : 20)
        let start =
            isText
            ? "MMSTART,EU|\(port)"
            : #"{"eventType":"initialConfig","ipAddress":"192.0.2.1:\#(port)","region":"Europe"}"#
        client.outgoing = pieces(of: start, isText: isText)
        clients[nextClient] = client
        nextClient += 1
    }

    /// Text may be cut anywhere but in a number, whose rest would have to come soon; messages of a WebSocket arrive whole.
    private mutating func pieces(of text: String, isText: Bool) -> [[UInt8]] {
        let bytes = [UInt8](text.utf8)
        guard isText, Bool.random(using: &random) else { return [bytes] }
        let cut = Int.random(in: 0...(bytes.firstIndex { (48...57).contains($0) } ?? bytes.count), using: &random)
        return [Array(bytes[..<cut]), Array(bytes[cut...])]
    }

    mutating func step() {
        let passed = Duration.milliseconds(Int.random(in: 0...60, using: &random))
        now += passed
        time = time + passed
        let living = clients.filter { !$0.value.hasLeft }.keys.sorted()
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4:
            guard let id = living.randomElement(using: &random), let bytes = clients[id]?.outgoing.first else { break }
            clients[id]?.outgoing.removeFirst()
            arrive(bytes, of: id)
        case 4..<7:
            guard !replies.isEmpty else { break }
            let next = replies.remove(at: Int.random(in: replies.indices, using: &random))
            handle(.answered(number: next.number, next.reply), by: next.client)
        case 7:
            guard !news.isEmpty else { break }
            let view = news.removeFirst()
            guard Int.random(in: 0..<10, using: &random) > 0 else { break }  // lost
            if let id = clients.first(where: { $0.value.door.matcherID == view.matcherID })?.key {
                handle(.told(view), by: id)
            }
        case 8:
            for id in clients.keys.sorted() where clients[id]?.door.wakeAt ?? now + .seconds(1) <= now {
                handle(.timePassed, by: id)
            }
            perform(.timePassed)
        default:
            if Int.random(in: 0..<4, using: &random) == 0 {
                perform(.checkIn("g1", clients.keys.sorted().compactMap { clients[$0]?.door.matcherID }))
            } else if living.count < 12 {
                arrive(isText: Bool.random(using: &random))
            } else if Int.random(in: 0..<8, using: &random) == 0, let id = living.randomElement(using: &random) {
                leave(id)
            }
        }
        clients = clients.filter { !$0.value.door.isOver }
    }

    mutating func leave(_ id: Int) {
        clients[id]?.hasLeft = true
        handle(.clientLeft, by: id)
    }

    /// Lets all that is on its way arrive, without anybody's coming or leaving.
    mutating func settle() {
        for _ in 0..<800 {
            now += .milliseconds(100)
            time = time + .milliseconds(100)
            for id in clients.keys.sorted() {
                while let bytes = clients[id]?.outgoing.first {
                    clients[id]?.outgoing.removeFirst()
                    arrive(bytes, of: id)
                }
            }
            while !replies.isEmpty {
                let next = replies.removeFirst()
                handle(.answered(number: next.number, next.reply), by: next.client)
            }
            perform(.checkIn("g1", clients.keys.sorted().compactMap { clients[$0]?.door.matcherID }))
            while !news.isEmpty {
                let view = news.removeFirst()
                if let id = clients.first(where: { $0.value.door.matcherID == view.matcherID })?.key {
                    handle(.told(view), by: id)
                }
            }
            for id in clients.keys.sorted() { handle(.timePassed, by: id) }
            perform(.timePassed)
            clients = clients.filter { !$0.value.door.isOver }
        }
    }

    private mutating func arrive(_ bytes: [UInt8], of id: Int) {
        if bytes.last == UInt8(ascii: " ") { clients[id]?.openQuestion = false }
        handle(.received(bytes), by: id)
    }

    private mutating func handle(_ event: DoorEvent, by id: Int) {
        guard let actions = clients[id]?.door.handle(event, at: now) else { return }
        for action in actions {
            switch action {
            case .write(let bytes): hear(String(decoding: bytes, as: UTF8.self), id)
            case .close(let reason):
                clients[id]?.wasClosed = reason
                clients[id]?.hasLeft = true
                if clients[id]?.role != nil { faults.append("a paired client \(id) was shown out: \(reason)") }
            case .request(let request, let number): ask(request, number, id)
            }
        }
    }

    private mutating func ask(_ request: PeerRequest, _ number: Int, _ id: Int) {
        guard Int.random(in: 0..<12, using: &random) > 0 else {
            replies.append((id, number, .failed))
            return
        }
        let event: PairingEvent =
            switch request {
            case .join(let address, let region): .join(address: address, region: region, gateway: "g1")
            case .report(let matcher, let result): .report(matcher, [result])
            case .open(let matcher, let port): .openPort(matcher, port: port, ip: nil)
            case .ask(let matcher): .ask(matcher)
            case .leave(let matcher): .leave(matcher)
            }
        let reply: PeerReply =
            switch perform(event) {
            case .view(let view): .view(view)
            case .verdict(let verdict): .verdict(verdict)
            case .done: .done
            case .notHost: .refused
            case .unknown: .unknown
            case nil: .failed
            }
        replies.append((id, number, reply))
    }

    @discardableResult
    private mutating func perform(_ event: PairingEvent) -> PairingAnswer? {
        var answer: PairingAnswer?
        for action in pairing.handle(event, at: time, using: &random) {
            switch action {
            case .answer(let given): answer = given
            case .tell(_, let view): news.append(view)
            default: break
            }
        }
        return answer
    }

    /// The client reads a word.
    private mutating func hear(_ text: String, _ id: Int) {
        guard var client = clients[id], !client.hasLeft else { return }
        defer { clients[id] = client }
        if client.isText {
            let parts = text.split(separator: "\u{1f}").map(String.init)
            if client.openQuestion { faults.append("\(text) before the answer to PINGTEST") }
            switch parts[0] {
            case "PINGTEST":
                if case .guest = client.role { faults.append("PINGTEST after CLIENT") }
                client.openQuestion = true
                client.outgoing += pieces(of: "\(client.ping) ", isText: true)
            case "HOST":
                if case .guest = client.role { faults.append("HOST after CLIENT") }
                client.role = .host
                client.outgoing += pieces(of: "SUCCESS", isText: true)
            case "CLIENT":
                if client.role != nil { faults.append("CLIENT after a role was given") }
                client.role = .guest(of: parts[1])
                met += 1
            default: faults.append("no such word: \(text)")
            }
        } else if text.contains("pingTest") {
            let handle = text.split(separator: "\"").last { $0.hasPrefix("h03") } ?? ""
            client.outgoing.append(
                [UInt8](#"{"eventType":"pingTestResponse","matcherID":"\#(handle)","ping":\#(client.ping)}"#.utf8))
        } else if text.contains("openPort") {
            client.role = .host
            client.outgoing.append([UInt8](#"{"eventType":"portIsOpen"}"#.utf8))
        } else if text.contains("joinMatch") {
            client.role = .guest(of: text)
            met += 1
        } else if !text.contains("noOpponents") {
            faults.append("no such message: \(text)")
        }
    }
}

/// SplitMix64.
struct PairingRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Clients of both doors before the real pairing") struct LobbyWalkTests {
    @Test("Whatever is lost, late or left, each hears only what it can bear, and pairs meet", arguments: 0..<20)
    func walk(seed: Int) {
        var walk = LobbyWalk(seed: UInt64(seed))
        for _ in 0..<6000 { walk.step() }
        walk.settle()
        #expect(walk.faults == [])
        #expect(walk.met > 4, "a walk in which nobody meets tests nothing")
        // All who are left wait for somebody: two near ones would have met.
        let near = walk.clients.values.filter { $0.role == nil && $0.ping == 20 }
        #expect(near.count <= 1)
        // Nobody is left in the queue for a client that has gone.
        #expect(walk.pairing.counts.matchers <= walk.clients.values.count { $0.door.matcherID != nil } + 1)
    }
}
