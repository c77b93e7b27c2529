import Contracts

/// 200 of `GET /matchmaking/explain`, and the answer to `ExplainSearch` on the WebSocket.
public struct SearchExplanationBody: Codable, Sendable {
    public var type: String
    public var ticketId: TicketID
    /// RFC 3339.
    public var enqueuedAt: String
    /// So far.
    public var waitedSeconds: Double
    public var modes: [SearchReport.Mode]
    public var wouldMatch: [SearchReport.Remedy]

    public init(_ report: SearchReport) {
        type = "SearchExplanation"
        ticketId = report.ticketID
        enqueuedAt = report.enqueuedAt.rfc3339
        waitedSeconds = Double(max(0, (report.explainedAt - report.enqueuedAt).milliseconds)) / 1000
        modes = report.modes
        wouldMatch = report.remedies
    }
}

/// On the WebSocket, where REST has `GET /matchmaking/explain`.
public struct ExplainSearchBody: Codable, Sendable {
    public var type: String?

    public init() { type = "ExplainSearch" }
}
