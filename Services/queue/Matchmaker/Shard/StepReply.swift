import Contracts

/// When a command's answer is known.
enum StepReply: Hashable {
    case now(CommandReply)
    /// The player's state at the end of the step.
    case atEnd(PlayerID)
}
