import API
import Contracts
import HTTPServer

/// `/user/blocks`: whom the caller is never matched with.
extension Routes {
    func addBlocks(to router: inout Router) {
        router.on(.get, "/user/blocks", middleware: identified) { request in
            let caller = try request.caller.playerID
            return try await blocks(try await backend.ask(ListBlocks(playerID: caller)))
        }
        router.on(.put, "/user/blocks/{username}", middleware: identified) { request in
            let caller = try request.caller.playerID
            let other = try await player(of: request)
            guard other != caller else {
                throw Refusal(.invalid, errors: [Refusal.FieldError("username", "is your own")])
            }
            return try await blocks(try await backend.ask(BlockPlayer(playerID: caller, blockedID: other)))
        }
        router.on(.delete, "/user/blocks/{username}", middleware: identified) { request in
            let caller = try request.caller.playerID
            let other = try await player(of: request)
            return try await blocks(try await backend.ask(UnblockPlayer(playerID: caller, blockedID: other)))
        }
    }

    /// Whom the path names. Throws 404 where there is nobody of that name.
    private func player(of request: HTTPRequest) async throws -> PlayerID {
        let name = request.parameters["username"] ?? ""
        guard let account = try await backend.ask(FindAccounts(usernames: [name])).first else {
            throw Refusal(.notFound, "there is no such player")
        }
        return account.playerID
    }

    private func blocks(_ players: [PlayerID]) async throws -> HTTPResponse {
        let accounts = players.isEmpty ? [] : try await backend.ask(FindAccounts(playerIDs: players))
        let names = Dictionary(accounts.map { ($0.playerID, $0.username) }) { first, _ in first }
        return .json(
            try JSONBody.encode(
                BlocksAnswer(
                    blocks: players.compactMap { player in
                        names[player].map { BlocksAnswer.Block(playerId: player, username: $0) }
                    })))
    }
}
