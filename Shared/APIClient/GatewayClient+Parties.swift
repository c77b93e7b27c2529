import API
import Contracts
import FoundationEssentials
import HTTPClient

/// The routes of parties.
extension GatewayClient {
    public func createParty() async throws(GatewayError) -> PartyBody {
        try await call(.post, "/party", CreatePartyBody())
    }

    public func joinParty(_ code: String) async throws(GatewayError) -> PartyBody {
        try await call(.post, "/party/join", JoinPartyBody(code: code))
    }

    /// What the caller brings to the party's next ticket.
    @discardableResult
    public func bring(_ body: UpdatePartyMemberBody) async throws(GatewayError) -> PartyBody {
        try await call(.put, "/party/me", body)
    }

    /// The caller's party. Throws `refused` with 404 for somebody who is in none.
    public func party(wait: Duration = .zero, since: Int64? = nil) async throws(GatewayError) -> PartyBody {
        try Self.read(try await exchange(.get, "/party" + Self.query(wait: wait, since: since), waiting: wait))
    }

    /// Leaves the party, or takes somebody out of it as its leader.
    public func leaveParty(_ username: String) async throws(GatewayError) {
        struct Left: Decodable { var type: String }
        let _: Left = try await call(.delete, "/party/members/\(username)")
    }
}
