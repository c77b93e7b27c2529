import API
import APIClient
import Contracts
import Duel
import Threads

/// Two friends who look for a match together and play as one team, shown.
struct PartyDemo {
    private struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// Somebody who is signed in.
    private struct Player: Sendable {
        let name: String
        let username: String
        let password: String
        let client: GatewayClient
    }

    let gateway: String
    let serverKey: String?
    let terminal: Terminal

    private static let mode = "duo"
    private static let patience = Duration.seconds(20)

    /// What went wrong, if anything.
    func run() async -> [String] {
        do {
            _ = try await ServersAlongside.run(1, gateway: gateway, key: serverKey) {
                try await withDeadline(Self.patience * 2) { try await play() }
                return 0
            }
            return []
        } catch {
            return ["the party did not play: \(error)"]
        }
    }

    private func play() async throws {
        var players: [Player] = []
        let result: Result<Void, any Error>
        do {
            for name in ["Ada", "Grace", "Alan", "Hedy"] { players.append(try await signIn(name)) }
            result = .success(try await play(players))
        } catch {
            result = .failure(error)
        }
        for player in players {
            do { try await player.client.deleteUser(password: player.password) } catch {
                Output.complaint("\(player.username) is not removed: \(error)")
            }
        }
        try result.get()
    }

    private func play(_ players: [Player]) async throws {
        let (leader, friend) = (players[0], players[1])
        let party = try await leader.client.createParty()
        show(leader, "makes a party, and tells a friend its code: \(party.code)")
        let joined = try await friend.client.joinParty(party.code)
        show(friend, "joins: \(joined.members.count) are in it")
        for player in [leader] + players[2...] {
            try await player.client.enqueue(LookForMatchBody(modes: [Self.mode]))
        }
        show(leader, "looks for a match for both; two others look alone")
        let ends = try await withThrowingTaskGroup(of: GameOver.self) { group in
            for player in players { group.addTask { try await meet(player) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        guard let end = ends.first else { throw Failed(description: "nobody played") }
        let won = end.outcome.first { $0.nickname == leader.username }?.placement == 1
        show(leader, "and \(friend.name) \(won ? "win" : "lose or tie"), together")
    }

    /// Accepts and plays one match.
    private func meet(_ player: Player) async throws -> GameOver {
        _ = try await state(.matchFound, of: player)
        try await player.client.answer(AnswerMatchBody(accept: true))
        let confirmed = try await state(.matchConfirmed, of: player)
        guard let config = confirmed.matchConfig, let cookie = confirmed.cookie,
            let own = config.nicknames.firstIndex(of: player.username)
        else { throw Failed(description: "\(player.username) is in a match without a place") }
        show(player, "accepts, and plays in team \(config.factions[own])")
        return try await DuelPlayer.random.play(config, cookie: cookie)
    }

    private func state(_ kind: PlayerState.Kind, of player: Player) async throws -> StateBody {
        let end = ContinuousClock.now + Self.patience
        var state = try await player.client.state()
        while state.type != kind.rawValue {
            guard ContinuousClock.now < end else {
                throw Failed(description: "\(player.username) is \(state.type), not \(kind)")
            }
            state = try await player.client.state(wait: .seconds(5), since: state.revision)
        }
        return state
    }

    private func signIn(_ name: String) async throws -> Player {
        var random = SystemRandomNumberGenerator()
        let username = "\(name)-\(RandomText.base32(length: 8, using: &random))"
        let password = RandomText.base32(length: 24, using: &random)
        var client = GatewayClient(gateway)
        try await client.signIn(username: username, password: password)
        return Player(name: name, username: username, password: password, client: client)
    }

    private func show(_ player: Player, _ text: String) {
        Output.line("  \(terminal.styled(player.name, .cyan))  \(text)")
    }
}
