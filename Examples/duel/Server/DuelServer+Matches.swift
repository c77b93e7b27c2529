import API
import APIClient
import Contracts
import MatchSocket
import Threads

extension DuelServer {
    /// Opens the sockets of a match and plays it on a task of its own, which lasts as long as the match, not as the answer
    /// that told of it.
    func begin(_ match: MatchConfig, passes: [String: PlayerID]) async {
        let started = OneShot<Void>()
        let table = DuelTable(
            match: match, throwLimit: configuration.throwLimit, arrivalLimit: configuration.arrivalLimit,
            sockets: sockets, started: { started.succeed(()) })
        let opening = Task { await sockets.open(match.matchID, passes: passes, sink: table.take) }
        matches[match.matchID] = Running(
            match: match, table: table, begunAt: questions, opening: opening,
            task: Task { await self.play(match, at: table, started: started) })
        logger.info(
            "match prepared",
            metadata: ["match.id": "\(match.matchID)", "match.players": "\(match.nicknames.joined(separator: " "))"])
        await opening.value
    }

    private func play(_ match: MatchConfig, at table: DuelTable, started: OneShot<Void>) async {
        let id = match.matchID
        do {
            async let told: Void = tellInProgress(id, after: started)
            switch await table.run() {
            case .over(let end):
                try await told
                try await report(end, of: id)
            case .deserted:
                let state = MatchStateBody(matchId: id.rawValue, state: "Idle", reason: "nobody played")
                try await link.call { client throws(GatewayError) in try await client.tell(state) }
                logger.info("match deserted", metadata: ["match.id": "\(id)"])
            case .cancelled: break
            }
        } catch {
            logger.warning("match not reported", metadata: ["match.id": "\(id)", "error": "\(error)"])
        }
        await sockets.close(id)
        matches[id] = nil
        ended[id] = questions
        if matches.isEmpty { idle?.succeed(()) }
    }

    private func tellInProgress(_ match: MatchID, after started: OneShot<Void>) async throws {
        try await started.value()
        let state = MatchStateBody(matchId: match.rawValue, state: "MatchInProgress")
        try await link.call { client throws(GatewayError) in try await client.tell(state) }
    }

    /// Reports the end, once more with those who have joined in the last moment.
    private func report(_ end: GameOver, of match: MatchID) async throws {
        do {
            try await send(end, of: match)
        } catch let error as GatewayError where error.status == 422 {
            await refresh()
            guard let filled = matches[match]?.match, filled.seats.count > end.outcome.count else { throw error }
            try await send(GameOver(seats: filled.seats, points: end.points), of: match)
        }
        logger.info("match reported", metadata: ["match.id": "\(match)"])
    }

    private func send(_ end: GameOver, of match: MatchID) async throws {
        let data = MatchCompleteBody.MatchData(
            matchId: match.rawValue,
            outcome: end.outcome.map { .init(nickname: $0.nickname, placement: Double($0.placement)) },
            custom: try JSONText(of: ["points": end.points]))
        _ = try await link.call { client throws(GatewayError) in try await client.report(data) }
    }

    /// Takes back the offers, then waits for the matches that have begun.
    func drain() async {
        do {
            _ = try await withDeadline(configuration.drainLimit) { [link] in
                try await link.call { client throws(GatewayError) in try await client.revokeAllServers() }
            }
            // One may have been booked a moment before.
            await refresh()
            if !matches.isEmpty {
                logger.info("waiting for matches to end", metadata: ["match.count": "\(matches.count)"])
                let idle = OneShot<Void>()
                self.idle = idle
                try await idle.value(within: configuration.drainLimit)
            }
        } catch {
            logger.warning("stopping with matches under way", metadata: ["error": "\(error)"])
        }
    }

    func signOut() async {
        do {
            try await link.signOut(forGood: configuration.temporary)
        } catch {
            logger.debug("not logged out", metadata: ["error": "\(error)"])
        }
    }
}
