import API
import Contracts
import HTTPServer
import RulesCore

/// What became of matches: `/matches`, `/user/matches` and `/leaderboard`.
extension Routes {
    func addMatches(to router: inout Router) {
        router.on(.get, "/matches/{matchId}", middleware: identified) { request in
            let caller = try request.caller
            let match = try await backend.ask(
                GetMatch(
                    matchID: MatchID(request.parameters["matchId"] ?? ""), caller: caller.playerID,
                    callerIsOperator: caller.account.isOperator))
            return .json(try JSONBody.encode(match))
        }
        router.on(.get, "/user/matches", middleware: identified) { request in
            let message = try ListMatches(query: { request.query[$0] }, playerID: try request.caller.playerID)
            return .json(try JSONBody.encode(MatchesBody(try await backend.ask(message))))
        }
        router.on(.get, "/leaderboard/{mode}", leaderboard)
    }

    /// Anybody may look; only the caller's own place takes a session.
    @Sendable private func leaderboard(_ request: HTTPRequest) async throws -> HTTPResponse {
        var caller: PlayerID?
        if request.query["around"] != nil {
            let session = try await identification.caller(of: request)
            try await identification.limits.take(session.account)
            caller = session.playerID
        }
        let message = try GetLeaderboard(
            mode: request.parameters["mode"] ?? "", query: { request.query[$0] }, caller: caller)
        let board = try await backend.ask(message)
        if board.entries.isEmpty, !board.isKnown {
            // Nobody was rated in it yet: only the queue knows whether it is a mode at all.
            guard try await backend.modes.all().contains(where: { $0.mode == message.mode }) else {
                throw Refusal(.notFound, "no such mode")
            }
        }
        return .json(try JSONBody.encode(LeaderboardBody(board)))
    }
}
