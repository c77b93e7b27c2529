import API
import APIClient
import Contracts
import Duel
import Threads

/// Two friends who look for a match together and play as one team, shown.
struct PartyDemo {
    let gateway: String
    let serverKey: String?
    let terminal: Terminal

    private static let mode = "duo"

    /// What went wrong, if anything.
    func run() async -> [String] {
        do {
            _ = try await ServersAlongside.run(1, gateway: gateway, key: serverKey) {
                try await withDeadline(DemoPlayer.patience * 2) {
                    try await DemoPlayer.with(["Ada", "Grace", "Alan", "Hedy"], gateway: gateway, play)
                }
                return 0
            }
            return []
        } catch {
            return ["the party did not play: \(error)"]
        }
    }

    private func play(_ players: [DemoPlayer]) async throws {
        let (leader, friend) = (players[0], players[1])
        let party = try await leader.client.createParty()
        leader.show("makes a party, and tells a friend its code: \(party.code)", terminal)
        let joined = try await friend.client.joinParty(party.code)
        friend.show("joins: \(joined.members.count) are in it", terminal)
        try await leader.enqueue(Self.mode)
        leader.show("looks for a match for both, and asks why there is none yet", terminal)
        friend.show("is told: \(try await friend.client.explain().sentence)", terminal)
        for player in players[2...] { try await player.enqueue(Self.mode) }
        leader.show("gets company: two others look alone", terminal)
        let ends = try await withThrowingTaskGroup(of: GameOver.self) { group in
            for player in players { group.addTask { try await meet(player) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        guard let end = ends.first else { throw DemoPlayer.Failed(description: "nobody played") }
        let won = end.outcome.first { $0.nickname == leader.username }?.placement == 1
        leader.show("and \(friend.name) \(won ? "win" : "lose or tie"), together", terminal)
    }

    /// Accepts and plays one match.
    private func meet(_ player: DemoPlayer) async throws -> GameOver {
        try await player.accept()
        let confirmed = try await player.state(.matchConfirmed)
        guard let config = confirmed.matchConfig, let cookie = confirmed.cookie,
            let own = config.nicknames.firstIndex(of: player.username)
        else { throw DemoPlayer.Failed(description: "\(player.username) is in a match without a place") }
        player.show("accepts, and plays in team \(config.factions[own])", terminal)
        return try await DuelPlayer.random.play(config, cookie: cookie)
    }
}
