import Contracts
import MatchmakerCore
import Messaging

/// What a shard's queue holds.
enum IncomingCommand {
    case command(Command)
    case watch(WatchPlayers)
    case checkIn(CheckInPeers)
    /// Of a release that is newer than this one.
    case unknown

    /// Throws what the decoder throws.
    init(_ request: IncomingRequest) throws {
        switch request.name {
        case EnqueueTicket.name: self = .command(.enqueue(try request.decode(EnqueueTicket.self)))
        case CancelTicket.name: self = .command(.cancel(try request.decode(CancelTicket.self)))
        case AnswerMatch.name: self = .command(.answer(try request.decode(AnswerMatch.self)))
        case ChangeMatch.name: self = .command(.change(try request.decode(ChangeMatch.self)))
        case CloseMatch.name: self = .command(.close(try request.decode(CloseMatch.self)))
        case OpenBackfill.name: self = .command(.openBackfill(try request.decode(OpenBackfill.self)))
        case CloseBackfill.name: self = .command(.closeBackfill(try request.decode(CloseBackfill.self)))
        case RenewCookie.name: self = .command(.renewCookie(try request.decode(RenewCookie.self)))
        case RereadPlayer.name: self = .command(.reread(try request.decode(RereadPlayer.self)))
        case ExplainSearch.name: self = .command(.explain(try request.decode(ExplainSearch.self)))
        case JoinPeers.name: self = .command(.peer(.join(try request.decode(JoinPeers.self))))
        case AskForPeer.name: self = .command(.peer(.ask(try request.decode(AskForPeer.self))))
        case ReportPing.name: self = .command(.peer(.report(try request.decode(ReportPing.self))))
        case OpenPeerPort.name: self = .command(.peer(.open(try request.decode(OpenPeerPort.self))))
        case LeavePeers.name: self = .command(.peer(.leave(try request.decode(LeavePeers.self))))
        case WatchPlayers.name: self = .watch(try request.decode(WatchPlayers.self))
        case CheckInPeers.name: self = .checkIn(try request.decode(CheckInPeers.self))
        default: self = .unknown
        }
    }
}
