import Contracts
import HTTPServer

/// `/matches`.
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
    }
}
