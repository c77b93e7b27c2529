import Contracts

extension QueueHandlers {
    func block(_ request: BlockPlayer) async throws -> BlockPlayer.Reply {
        guard let changed = try await blocks.block(request.blockedID, by: request.playerID) else {
            return .refused(Refusal(.conflict, "at most \(BlockStore.most) players can be blocked"))
        }
        return await tell(changed, of: request.playerID)
    }

    func unblock(_ request: UnblockPlayer) async throws -> UnblockPlayer.Reply {
        guard let changed = try await blocks.unblock(request.blockedID, by: request.playerID) else {
            return .refused(Refusal(.notFound, "this player isn't blocked"))
        }
        return await tell(changed, of: request.playerID)
    }

    /// The list, once the owner of the player's open ticket knows it too.
    private func tell(_ changed: BlockStore.Changed, of player: PlayerID) async -> Outcome<[PlayerID]> {
        guard let shard = changed.shard else { return .success(changed.list) }
        do {
            try await reread(player, shard)
            return .success(changed.list)
        } catch {
            return .refused(Refusal(.unavailable, "kept, but the open ticket doesn't know yet", retryAfterSeconds: 1))
        }
    }
}
