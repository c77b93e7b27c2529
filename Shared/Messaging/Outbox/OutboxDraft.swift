import Postgres

/// An event that is about to be committed, as the row that it becomes.
public struct OutboxDraft: Sendable, Hashable {
    let id: String
    let partition: Int
    let audience: String
    let type: String
    let subject: String
    let sequence: Int?
    let trace: String?
    /// JSON.
    let data: PostgresParameter
}
