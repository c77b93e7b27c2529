import Contracts
import PairingCore

/// A command to a shard.
public enum Command: Sendable, Hashable {
    case enqueue(EnqueueTicket)
    case cancel(CancelTicket)
    case answer(AnswerMatch)
    case change(ChangeMatch)
    case close(CloseMatch)
    case openBackfill(OpenBackfill)
    case closeBackfill(CloseBackfill)
    case renewCookie(RenewCookie)
    case reread(RereadPlayer)
    case explain(ExplainSearch)
    case peer(PeerCommand)

    public var id: CommandID {
        switch self {
        case .enqueue(let command): command.commandID
        case .cancel(let command): command.commandID
        case .answer(let command): command.commandID
        case .change(let command): command.commandID
        case .close(let command): command.commandID
        case .openBackfill(let command): command.commandID
        case .closeBackfill(let command): command.commandID
        case .renewCookie(let command): command.commandID
        case .reread(let command): command.commandID
        case .explain(let command): command.commandID
        case .peer(let command): command.id
        }
    }

    /// Whether its id and its answer are kept, so that a retry hears the same.
    var isRemembered: Bool {
        switch self {
        case .peer(let command): command.isRemembered
        case .explain: false
        case .enqueue, .cancel, .answer, .change, .close, .openBackfill, .closeBackfill, .renewCookie, .reread: true
        }
    }
}

/// What a command is answered with; stored, so that a retry hears the same.
public enum CommandReply: Codable, Sendable, Hashable {
    case player(PlayerView)
    case done
    case peer(PairingAnswer)
    /// Never stored.
    case explained(SearchReport)
    case refused(Refusal)
    /// Not this shard's: ask again where the player or the mode is.
    case moved

    /// Another try under the same id may fare better. Whoever sends the command anew has it carried out; only a message that
    /// is delivered again, whose sender may have been answered, gets the same answer.
    var invitesRetry: Bool {
        switch self {
        case .moved: true
        case .refused(let refusal):
            [.coolDown, .throttled, .unavailable, .inParty, .partyChanged].contains(refusal.code)
        case .player, .done, .peer, .explained: false
        }
    }
}
