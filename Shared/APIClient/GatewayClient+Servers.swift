import API
import Contracts
import HTTPClient

/// The routes of match servers.
extension GatewayClient {
    /// B4.
    @discardableResult
    public func offer(_ body: OfferMatchServerBody) async throws(GatewayError) -> OfferedBody {
        try await call(.post, "/matchmaking/provide", body)
    }

    /// B5; see `state(wait:since:)`.
    public func servers(wait: Duration = .zero, since: Int64? = nil) async throws(GatewayError) -> MatchServersBody {
        try await call(.get, "/matchmaking/provide" + Self.query(wait: wait, since: since), waiting: wait)
    }

    /// B6, for all of the caller's.
    @discardableResult
    public func revokeAllServers() async throws(GatewayError) -> RevokedBody {
        try await call(.delete, "/matchmaking/provide", RevokeMatchServerBody(address: nil))
    }

    /// B7.
    @discardableResult
    public func report(_ matchData: MatchCompleteBody.MatchData) async throws(GatewayError) -> RecordedBody {
        try await call(.post, "/matchmaking/report", MatchCompleteBody(matchData))
    }

    /// In progress, abandoned by the server, or players who left.
    public func tell(_ state: MatchStateBody) async throws(GatewayError) {
        let _: JSONValue = try await call(.post, "/matchmaking/state", state)
    }
}

/// Filling places of a running match.
extension GatewayClient {
    @discardableResult
    public func openBackfill(_ body: OpenBackfillBody) async throws(GatewayError) -> BackfillBody {
        try await call(.post, "/matchmaking/backfill", body)
    }

    public func closeBackfill(of match: MatchID) async throws(GatewayError) {
        let _: DoneBody = try await call(.delete, "/matchmaking/backfill?matchId=\(match.rawValue)")
    }
}
