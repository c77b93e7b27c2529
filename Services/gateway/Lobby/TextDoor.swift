import Contracts
import RulesCore

/// A client of the TCP door: `Rhekar/CCCaster`, unchanged. Unframed text, fields separated by the byte 0x1f, one word at a
/// time.
///
///     client  MMSTART,<region>|<port>
///     server                             PINGTEST<1f><ip:port>
///     client  <milliseconds>
///     server                             HOST                  or  CLIENT<1f><ip:port>
///     client  SUCCESS (perhaps several)
public struct TextDoor: Door {
    /// How long the end of a number is waited for.
    static let settlingTime = Duration.milliseconds(250)
    /// More words than any client has to say before it is paired.
    static let mostWords = 256

    private let ip: String
    private var session: PeerSession
    private var reader = TextReader()
    private var settlesAt: ContinuousClock.Instant?
    private var words = 0
    /// A number that came before it was asked for.
    private var early: Double?

    /// - Parameter ip: the socket's own address.
    public init(ip: String, at now: ContinuousClock.Instant) {
        self.ip = IPAddress(ip)?.description ?? ip
        session = PeerSession(manners: .oneWordAtATime, at: now)
    }

    public var wakeAt: ContinuousClock.Instant? { [session.wakeAt, settlesAt].compactMap { $0 }.min() }
    public var matcherID: MatcherID? { session.matcherID }
    public var isOver: Bool { session.isOver }

    public mutating func handle(_ event: DoorEvent, at now: ContinuousClock.Instant) -> [DoorAction] {
        switch event {
        case .received(let bytes):
            guard !session.isFinished else { return [] }
            reader.append(bytes)
            settlesAt = nil
            return read(settled: false, at: now)
        case .clientLeft:
            settlesAt = nil
            return put(session.left(at: now), at: now)
        case .answered(let number, let reply): return put(session.answered(number, reply, at: now), at: now)
        case .told(let view): return put(session.told(view, at: now), at: now)
        case .timePassed:
            var actions: [DoorAction] = []
            if let settlesAt, settlesAt <= now {
                self.settlesAt = nil
                actions = read(settled: true, at: now)
            }
            return actions + put(session.timePassed(at: now), at: now)
        }
    }

    private mutating func read(settled: Bool, at now: ContinuousClock.Instant) -> [DoorAction] {
        var actions: [DoorAction] = []
        while !session.isFinished, !session.hasLeft {
            switch reader.next(greeting: !session.hasGreeted, settled: settled) {
            case .word(let word): actions += take(word, at: now)
            case .nothing: return actions
            case .perhaps:
                settlesAt = now + Self.settlingTime
                return actions
            case .garbage: return actions + close(.garbage, at: now)
            }
        }
        return actions
    }

    private mutating func take(_ word: TextReader.Word, at now: ContinuousClock.Instant) -> [DoorAction] {
        words += 1
        guard words <= Self.mostWords else { return close(.garbage, at: now) }
        switch word {
        case .start(let region, let port):
            return put(session.greeted(PeerAddress(ip: ip, port: port), region: region, at: now), at: now)
        case .number(let milliseconds):
            guard session.question == nil else {
                return put(session.measured(milliseconds, handle: nil, at: now), at: now)
            }
            guard early == nil else { return close(.garbage, at: now) }
            early = milliseconds
            return []
        case .success: return put(session.portOpened(nil, at: now), at: now)
        }
    }

    private mutating func close(_ reason: CloseReason, at now: ContinuousClock.Instant) -> [DoorAction] {
        settlesAt = nil
        return put(session.close(reason, at: now), at: now)
    }

    /// Puts what the session says into the client's words.
    private mutating func put(_ actions: [PeerSession.Action], at now: ContinuousClock.Instant) -> [DoorAction] {
        var put: [DoorAction] = []
        for action in actions {
            switch action {
            case .request(let request, let number): put.append(.request(request, number: number))
            case .close(let reason): put.append(.close(reason))
            case .say(.nobody): break  // any other word makes this client give up
            case .say(.host): put.append(.write([UInt8]("HOST".utf8)))
            case .say(.go(let match)): put.append(.write([UInt8]("CLIENT\u{1f}\(match)".utf8)))
            case .say(.measure(let opponent)):
                put.append(.write([UInt8]("PINGTEST\u{1f}\(opponent.address)".utf8)))
                if let milliseconds = early {
                    early = nil
                    put += self.put(session.measured(milliseconds, handle: nil, at: now), at: now)
                }
            }
        }
        return put
    }
}
