import API
import Contracts
import FoundationEssentials
import HTTPClient

/// The routes of players.
extension GatewayClient {
    /// B0.
    @discardableResult
    public func enqueue(_ body: LookForMatchBody) async throws(GatewayError) -> StateBody {
        try await call(.post, "/matchmaking/enqueue", body)
    }

    /// B1. `NotQueued` comes as a 404 with the members of a state, and is a state here.
    ///
    /// - Parameters:
    ///   - wait: how long to wait for a change, in whole seconds, up to 55.
    ///   - since: the revision that is known.
    public func state(wait: Duration = .zero, since: Int64? = nil) async throws(GatewayError) -> StateBody {
        let path = "/matchmaking/enqueue" + Self.query(wait: wait, since: since)
        let response = try await exchange(.get, path, waiting: wait)
        if response.status == .notFound, let state = Self.notQueued(response.body) { return state }
        return try Self.read(response)
    }

    /// The members of `NotQueued` in a problem; `nil` where it is another problem.
    private static func notQueued(_ body: [UInt8]) -> StateBody? {
        struct Members: Decodable {
            var revision: Int64
            var reason: String?
            var retryAfterSeconds: Int?
        }
        let members = try? JSONDecoder().decode(Members.self, from: Data(body))  // another 404 has no revision
        guard let members else { return nil }
        var state = StateBody(PlayerState(playerID: PlayerID(""), revision: members.revision, kind: .notQueued))
        state.reason = members.reason
        state.retryAfterSeconds = members.retryAfterSeconds
        return state
    }

    /// B2.
    @discardableResult
    public func leaveQueue() async throws(GatewayError) -> StateBody {
        try await call(.delete, "/matchmaking/enqueue")
    }

    /// B3.
    @discardableResult
    public func answer(_ body: AnswerMatchBody) async throws(GatewayError) -> StateBody {
        try await call(.put, "/matchmaking/enqueue", body)
    }

    /// Why the caller isn't matched yet; 404 when they aren't searching.
    public func explain() async throws(GatewayError) -> SearchExplanationBody {
        try await call(.get, "/matchmaking/explain")
    }

    /// A match as results has it.
    public func match(_ id: MatchID) async throws(GatewayError) -> MatchRecord {
        try await call(.get, "/matches/\(id.rawValue)")
    }

    /// The modes there are.
    public func modes() async throws(GatewayError) -> ModesAnswer { try await call(.get, "/modes") }

    static func query(wait: Duration, since: Int64?) -> String {
        guard wait > .zero || since != nil else { return "" }
        let since = since.map { "&since=\($0)" } ?? ""
        return "?wait=\(wait.components.seconds)\(since)"
    }
}
