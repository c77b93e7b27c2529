import Contracts

/// A command to a shard.
public enum Command: Sendable, Hashable {
    case enqueue(EnqueueTicket)
    case cancel(CancelTicket)
    case answer(AnswerMatch)
    case change(ChangeMatch)
    case close(CloseMatch)
    case renewCookie(RenewCookie)

    public var id: CommandID {
        switch self {
        case .enqueue(let command): command.commandID
        case .cancel(let command): command.commandID
        case .answer(let command): command.commandID
        case .change(let command): command.commandID
        case .close(let command): command.commandID
        case .renewCookie(let command): command.commandID
        }
    }
}

/// What a command is answered with; stored, so that a retry hears the same.
public enum CommandReply: Codable, Sendable, Hashable {
    case player(PlayerView)
    case done
    case refused(Refusal)
    /// Not this shard's: ask again where the player or the mode is.
    case moved
}
