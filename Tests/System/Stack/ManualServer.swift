import API
import APIClient
import Contracts
import Testing

/// A match server that a test leads by the hand.
struct ManualServer {
    let user: User
    let address: String

    /// Signs in and offers one address.
    static func offering(modes: [String]? = nil, on stack: TestStack) async throws -> ManualServer {
        let user = try await stack.server()
        let address = "127.0.0.1:\(Int.random(in: 20_000..<60_000))"
        try await user.client.offer(
            OfferMatchServerBody(address: [address], expires: Self.soon, modes: modes))
        return ManualServer(user: user, address: address)
    }

    /// Ten minutes from now.
    static var soon: String { TestClock.rfc3339(after: .seconds(600)) }

    /// The match that it is told to prepare.
    func prepared(within limit: Duration = .seconds(30)) async throws -> PrepareMatchBody {
        let end = ContinuousClock.now + limit
        var answer = try await user.client.servers()
        while answer.prepare.isEmpty {
            guard ContinuousClock.now < end else {
                throw TestStack.Failed(description: "no match to prepare within \(limit)")
            }
            answer = try await user.client.servers(wait: .seconds(2), since: answer.revision)
        }
        return answer.prepare[0]
    }

    /// First to last in the order of the nicknames.
    func result(of match: MatchConfig, custom: JSONText? = nil) -> MatchCompleteBody.MatchData {
        .init(
            matchId: match.matchID.rawValue,
            outcome: match.nicknames.enumerated().map { .init(nickname: $1, placement: Double($0 + 1)) }, custom: custom
        )
    }

    func revoke() async throws { try await user.client.revokeAllServers() }
}

extension TestStack {
    /// Two players in a match of `duel` on a server of the test's own, confirmed.
    func confirmedDuel() async throws -> (players: [User], server: ManualServer, match: PrepareMatchBody) {
        let server = try await ManualServer.offering(on: self)
        let players = [try await player(), try await player()]
        for player in players { _ = try await player.enqueue() }
        for player in players { _ = try await player.state(.matchFound) }
        for player in players { try await player.accept() }
        for player in players { _ = try await player.state(.matchConfirmed) }
        return (players, server, try await server.prepared())
    }
}
