import Contracts
import MatchmakerCore
import Postgres

extension ShardTransaction {
    /// Lets servers go, then books others.
    func book(_ step: BookingStep) async throws -> BookingResult {
        var statements = step.releases.map(release)
        if !step.releases.isEmpty { statements.append(removeUnwanted(step.releases.map(\.address))) }
        let first = statements.count
        statements += step.requests.map(book)
        let answers = try await transaction.batch(statements)
        var result = BookingResult(booked: [:])
        for (request, rows) in zip(step.requests, answers[first...]) {
            guard let row = rows.first else { continue }
            result.booked[request.matchID] = BookedServer(
                address: try row.decode("address"), region: try row.decode("region"),
                serverUser: PlayerID(try row.decode("server_user")))
        }
        return result
    }

    private func release(_ release: ServerRelease) -> PostgresStatement {
        PostgresStatement(
            """
            UPDATE servers SET match_id = NULL, idle_since = now(),
                aside_until = CASE WHEN $3::bool THEN now() + interval '60 s' END
            WHERE address = $1 AND match_id = $2
            """, release.address, release.matchID.rawValue, release.setAside)
    }

    /// Those that were to go with their match, or whose offer has run out.
    private func removeUnwanted(_ addresses: [String]) -> PostgresStatement {
        PostgresStatement(
            """
            DELETE FROM servers
            WHERE address = ANY ($1::text[]) AND match_id IS NULL AND (is_draining OR expires <= now())
            """, addresses)
    }

    /// Takes a free server that nobody else is taking at this moment, the one that has been idle longest.
    private func book(_ request: BookingRequest) -> PostgresStatement {
        // Without a wish the index gives the first in order; with one, all that are free must be looked at.
        let wish = request.regions.isEmpty ? "" : "array_position($4::text[], region), "
        var parameters: [PostgresParameter] = [
            request.matchID.rawValue.postgresParameter, request.mode.rawValue.postgresParameter,
            request.excluding.postgresParameter,
        ]
        if !request.regions.isEmpty { parameters.append(request.regions.postgresParameter) }
        return PostgresStatement(
            """
            UPDATE servers SET match_id = $1 WHERE address = (
                SELECT address FROM servers
                WHERE \(ShardStore.isFree) AND (modes IS NULL OR $2 = ANY (modes)) AND address <> ALL ($3::text[])
                ORDER BY \(wish)idle_since LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING address, region, server_user
            """, parameters: parameters)
    }
}
