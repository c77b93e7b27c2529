import Contracts

/// What one transaction carries out.
struct Batch: Sendable {
    let id: TransactionID
    let startedAt: Timestamp
    let deliveries: [Delivery]
    /// For the tickets that enqueuing makes.
    let ticketIDs: [CommandID: TicketID]
    let freeServers: [ModeName: Int]
    let hostNews: HostNews
    /// Outbox messages that this transaction marks as sent.
    let sent: [Int64]
    var replies: [CommandID: StepReply] = [:]
    /// Commands that the database knew.
    var known: Set<CommandID> = []
    var writes: Writes?
}
