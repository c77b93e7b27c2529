import Contracts
import IntakeCore
import Tracing

/// A report that waits for a transaction.
struct PendingReport: Sendable {
    let claim: Claim
    let request: ReportMatch
    /// The queue has been asked who holds the match.
    let holderIsCertain: Bool
    /// Of the task that reports.
    let context: ServiceContext?
}
