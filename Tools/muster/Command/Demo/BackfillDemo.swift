import API
import APIClient
import Contracts
import Glibc
import Threads

/// A player leaves a running match, and another fills the place, shown. The match server is led by hand.
struct BackfillDemo {
    let gateway: String
    let serverKey: String?
    let terminal: Terminal

    private static let mode = "duo"

    /// What went wrong, if anything. Nothing is shown without the key of match servers.
    func run() async -> [String] {
        guard let serverKey else { return [] }
        do {
            try await withDeadline(DemoPlayer.patience * 3) { try await play(serverKey) }
            return []
        } catch {
            return ["no place was filled: \(error)"]
        }
    }

    private func play(_ serverKey: String) async throws {
        var random = SystemRandomNumberGenerator()
        let password = RandomText.base32(length: 24, using: &random)
        var server = GatewayClient(gateway)
        try await server.signIn(
            username: "server-\(RandomText.base32(length: 10, using: &random))", password: password,
            serverKey: serverKey)
        let signedIn = server
        let result: Result<Void, any Error>
        do {
            // Nobody connects to it.
            try await signedIn.offer(
                OfferMatchServerBody(address: ["127.0.0.1:9"], expires: Self.soon, modes: [Self.mode]))
            try await DemoPlayer.with(["Ada", "Grace", "Alan", "Hedy", "Radia"], gateway: gateway) { players in
                try await play(players, on: signedIn)
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        do {
            try await signedIn.revokeAllServers()
            try await signedIn.deleteUser(password: password)
        } catch {
            Output.complaint("the match server is not removed: \(error)")
        }
        try result.get()
    }

    private func play(_ players: [DemoPlayer], on server: GatewayClient) async throws {
        let (gone, new) = (players[3], players[4])
        for player in players[..<4] { try await player.enqueue(Self.mode) }
        for player in players[..<4] { try await player.accept() }
        let config = try await prepared(server)
        try await server.tell(MatchStateBody(matchId: config.matchID.rawValue, state: "MatchInProgress"))
        var left = MatchStateBody(matchId: config.matchID.rawValue)
        left.left = [gone.username]
        try await server.tell(left)
        gone.show("leaves a match of four", terminal)
        guard let seat = config.nicknames.firstIndex(of: gone.username) else {
            throw DemoPlayer.Failed(description: "\(gone.username) has no place")
        }
        let team = config.factions[seat]
        try await server.openBackfill(OpenBackfillBody(matchId: config.matchID.rawValue, team: team, players: 1))
        try await new.enqueue(Self.mode)
        try await new.accept()
        try await new.state(.matchConfirmed)
        new.show("looks for a match, is asked for this one, and joins team \(team)", terminal)
        let filled = try await prepared(server)
        guard filled.nicknames.last == new.username else {
            throw DemoPlayer.Failed(description: "the match server isn't told of \(new.username)")
        }
        try await server.report(
            .init(
                matchId: filled.matchID.rawValue,
                outcome: zip(filled.nicknames, filled.factions).map {
                    .init(nickname: $0, placement: $1 == team ? 1 : 2)
                }))
        try await new.state(.matchComplete)
        new.show("has won a match that began without her", terminal)
    }

    private func prepared(_ server: GatewayClient) async throws -> MatchConfig {
        let end = ContinuousClock.now + DemoPlayer.patience
        var answer = try await server.servers()
        while answer.prepare.isEmpty, ContinuousClock.now < end {
            answer = try await server.servers(wait: .seconds(5), since: answer.revision)
        }
        guard let match = answer.prepare.first else {
            throw DemoPlayer.Failed(description: "the match server has no match")
        }
        return match.matchConfig
    }

    private static var soon: String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return (Contracts.Timestamp(milliseconds: Int64(now.tv_sec) * 1000) + .seconds(600)).rfc3339
    }
}
