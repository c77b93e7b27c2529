import Contracts
import PairingCore

/// A command of a peer.
public enum PeerCommand: Sendable, Hashable {
    case join(JoinPeers)
    case ask(AskForPeer)
    case report(ReportPing)
    case open(OpenPeerPort)
    case leave(LeavePeers)

    public var id: CommandID {
        switch self {
        case .join(let command): command.commandID
        case .ask(let command): command.commandID
        case .report(let command): command.commandID
        case .open(let command): command.commandID
        case .leave(let command): command.commandID
        }
    }

    /// Asking again is asking anew, and the most frequent of all: its answers aren't kept.
    var isRemembered: Bool { if case .ask = self { false } else { true } }

    var event: PairingEvent {
        switch self {
        case .join(let command): .join(address: command.address, region: command.region, gateway: command.gateway)
        case .ask(let command): .ask(command.matcherID)
        case .report(let command): .report(command.matcherID, command.results)
        case .open(let command): .openPort(command.matcherID, port: command.port, ip: command.ip)
        case .leave(let command): .leave(command.matcherID)
        }
    }
}
