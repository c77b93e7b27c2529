import Contracts
import Tracing

/// A confirmation that waits for a transaction.
struct PendingConfirmation: Sendable {
    let confirmation: MatchConfirmation
    /// Of the task that takes it in.
    let context: ServiceContext?

    var matchID: MatchID { confirmation.matchID }
}
