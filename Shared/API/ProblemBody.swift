import Contracts

/// An RFC 9457 problem as clients read it, with the members that routes add.
public struct ProblemBody: Codable, Sendable {
    public var type: String?
    public var title: String?
    public var status: Int
    public var detail: String?
    public var instance: String?
    public var ticketId: TicketID?
    public var matchId: MatchID?
    public var retryAfterSeconds: Int?
    public var errors: [Refusal.FieldError]?
}
