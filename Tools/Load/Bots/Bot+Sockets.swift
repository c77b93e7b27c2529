import API
import APIClient
import Contracts
import Duel
import MatchSocket

extension Bot {
    /// Feeds the states that the gateway's WebSocket tells; opens another one when it closes. Throws when the gateway refuses
    /// the session.
    func watch(_ feed: AsyncStream<Input>.Continuation) async throws {
        var backoff = Backoff()
        while !Task.isCancelled {
            do {
                let socket = try await PlayerSocket.open(gateway)
                for try await message in socket {
                    guard case .state(let state) = message else { continue }
                    feed.yield(.state(state, at: .now))
                    backoff = Backoff()
                }
            } catch {
                guard error.isRetriable else { throw error }
                logger.debug("socket closed", metadata: ["bot.name": "\(username)", "error": "\(error)"])
            }
            try await Task.sleep(for: backoff.next())
        }
    }

    /// Plays a match over its socket; connects again when that breaks, since the match waits for its players. A match that
    /// can't be played shows in its state.
    func play(_ match: MatchConfig, cookie: String) async throws {
        var backoff = Backoff()
        for _ in 0..<10 {
            do {
                _ = try await hooks.player.play(match, cookie: cookie)
                ledger.played(match.matchID, mode: match.mode, by: playerID)
                return
            } catch {
                try Task.checkCancellation()
                logger.debug("match socket closed", metadata: ["bot.name": "\(username)", "error": "\(error)"])
                try await Task.sleep(for: backoff.next())
            }
        }
    }
}
