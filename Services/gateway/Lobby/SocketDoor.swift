import Contracts
import RulesCore

/// A client of the WebSocket door. Messages are JSON objects with `eventType`; those of the client come encoded twice.
public struct SocketDoor: Door {
    /// Longer messages are no client's.
    static let longestMessage = 4096
    /// More messages than any client has to send before it is paired, and a few that are new to us.
    static let mostMessages = 1024
    static let mostUnknown = 16

    private let client: String
    private let rule: PeerAddressRule
    private var session: PeerSession
    private var messages = 0
    private var unknown = 0

    /// - Parameter client: the socket's own address, or the client's behind a trusted proxy.
    public init(client: String, rule: PeerAddressRule, at now: ContinuousClock.Instant) {
        self.client = client
        self.rule = rule
        session = PeerSession(manners: .anytime, at: now)
    }

    public var wakeAt: ContinuousClock.Instant? { session.wakeAt }
    public var matcherID: MatcherID? { session.matcherID }
    public var isOver: Bool { session.isOver }

    public mutating func handle(_ event: DoorEvent, at now: ContinuousClock.Instant) -> [DoorAction] {
        switch event {
        case .received(let bytes): put(receive(bytes, at: now))
        case .clientLeft: put(session.left(at: now))
        case .answered(let number, let reply): put(session.answered(number, reply, at: now))
        case .told(let view): put(session.told(view, at: now))
        case .timePassed: put(session.timePassed(at: now))
        }
    }

    private mutating func receive(_ bytes: [UInt8], at now: ContinuousClock.Instant) -> [PeerSession.Action] {
        guard !session.isFinished, !session.hasLeft else { return [] }
        messages += 1
        guard messages <= Self.mostMessages, bytes.count <= Self.longestMessage else {
            return session.close(.garbage, at: now)
        }
        do {
            switch try SocketMessages.read(bytes) {
            case .start(let address, let region):
                let shown = rule.address(claimed: address, client: client)
                return session.greeted(shown, region: region, at: now)
            case .measured(let results):
                return results.flatMap { session.measured($0.milliseconds, handle: $0.opponent, at: now) }
            case .portIsOpen(let port): return session.portOpened(port, at: now)
            case .unknown:
                unknown += 1
                return unknown <= Self.mostUnknown ? [] : session.close(.garbage, at: now)
            }
        } catch {
            return session.close(.garbage, at: now)
        }
    }

    private func put(_ actions: [PeerSession.Action]) -> [DoorAction] {
        actions.map { action in
            switch action {
            case .say(let word): .write(SocketMessages.write(word))
            case .request(let request, let number): .request(request, number: number)
            case .close(let reason): .close(reason)
            }
        }
    }
}
