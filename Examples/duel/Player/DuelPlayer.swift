import Contracts
import MatchSocket

/// A player at the match socket: connects, loads, throws when asked, until the game is over.
public struct DuelPlayer: Sendable {
    /// What a player sees of the game.
    public enum Sight: Sendable {
        case connected
        case started
        case round(RoundEnded)
    }

    private let choose: @Sendable (RoundStarted) async throws -> Throw
    private let look: @Sendable (Sight) async -> Void

    /// - Parameters:
    ///   - look: called with what happens, in order.
    ///   - choose: asked for a throw in every round; the game doesn't wait for one longer than its limit.
    public init(
        look: @escaping @Sendable (Sight) async -> Void = { _ in },
        choose: @escaping @Sendable (RoundStarted) async throws -> Throw
    ) {
        self.look = look
        self.choose = choose
    }

    /// One that throws at random.
    public static let random = DuelPlayer { _ in Throw.allCases.randomElement() ?? .rock }

    /// Plays the match to its end. Throws what the server gives as the reason for letting nobody in, `MatchSocketError.closed`
    /// when the socket ends before the game, and whatever keeps it from connecting.
    public func play(_ match: MatchConfig, cookie: String) async throws -> GameOver {
        guard let address = match.address else { throw MatchSocketError.badAddress("") }
        let socket = try await MatchSocketClient.connect(to: address, match: match.matchID, cookie: cookie)
        do {
            await look(.connected)
            try await socket.send(.loadMatchComplete)
            let end = try await converse(over: socket)
            await socket.close()
            return end
        } catch {
            await socket.close()
            throw error
        }
    }

    private func converse(over socket: MatchSocketClient) async throws -> GameOver {
        for try await message in socket {
            switch message {
            case .matchStarting: await look(.started)
            case .game(let message) where message.type == RoundStarted.name:
                let round = try message.decoded(as: RoundStarted.self)
                let made = ThrowMade(round: round.round, throw: try await choose(round))
                try await socket.send(.game(GameMessage(made)))
            case .game(let message) where message.type == RoundEnded.name:
                await look(.round(try message.decoded()))
            case .game(let message) where message.type == GameOver.name: return try message.decoded()
            case .game, .problem: break
            }
        }
        throw MatchSocketError.closed
    }
}
