import Contracts

extension MatchLedger {
    /// The match as clients and operators see it.
    public var record: MatchRecord {
        var placements: [String: ReportMatch.Placement] = [:]
        if case .completed(let claim, _) = ending {
            placements = Dictionary(
                claim.placements.map { ($0.nickname, $0) }, uniquingKeysWith: { first, _ in first })
        }
        return MatchRecord(
            matchID: confirmation.matchID, mode: confirmation.mode, state: state, region: confirmation.region,
            address: confirmation.address, createdAt: confirmation.createdAt.rfc3339,
            completedAt: endedAt?.rfc3339,
            players: confirmation.players.enumerated().map { index, player in
                let said = placements[player.nickname]
                var player = MatchRecord.Player(
                    playerID: player.playerID, nickname: player.nickname, faction: player.faction,
                    placement: said?.placement)
                player.score = said?.score
                player.quit = said?.quit
                player.disconnected = said?.disconnected
                player.ratingBefore = rating?.changes[index].before.rating
                player.ratingAfter = rating?.changes[index].after.rating
                return player
            },
            custom: custom)
    }

    /// Whether somebody may see the match: its players, its server, operators.
    public func isVisible(to caller: PlayerID, callerIsOperator: Bool) -> Bool {
        callerIsOperator || caller == confirmation.serverUser
            || confirmation.players.contains { $0.playerID == caller }
    }

    private var state: MatchRecord.State {
        switch ending {
        case nil: .inProgress
        case .completed: .completed
        case .abandoned: .abandoned
        }
    }

    /// When it ended, with or without a result.
    public var endedAt: Timestamp? {
        switch ending {
        case nil: nil
        case .completed(_, let moment), .abandoned(let moment): moment
        }
    }

    private var custom: JSONText? {
        if case .completed(let claim, _) = ending { claim.custom } else { nil }
    }
}
