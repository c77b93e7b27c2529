import Contracts
import Foundation
import Logging
import Messaging
import ModesCore
import Postgres
import TestKit
import Testing

@testable import QueueService

@Suite(.enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct GameServerTests {
    private func withHandlers(_ body: @escaping @Sendable (QueueHandlers, PostgresPool) async throws -> Void)
        async throws
    {
        try await QueueStage.with { stage in
            let pool = PostgresPool(stage.database)
            let shelf = try ModeShelf(
                game: QueueStage.game, files: try ModeFolder(path: stage.modes.path).contents())
            let library = ModeLibrary(shelf.catalogue)
            let parties = PartyDesk(
                store: PartyStore(pool: pool), library: library,
                cancel: { _, _ in .refused(Refusal(.unavailable)) }, tell: { _ in },
                newCommandID: { QueueClient.newID() }, logger: Logger(label: "muster.tests"))
            let handlers = QueueHandlers(
                pool: pool, library: library, mint: CookieMint(key: QueueStage.cookieKey), parties: parties,
                reread: { _, _ in }, tell: { _, _ in })
            try await body(handlers, pool)
            await pool.close()
        }
    }

    private func offer(
        _ addresses: [String], by user: PlayerID = "host", seconds: Int64 = 600, modes: [ModeName]? = nil
    ) -> OfferServers {
        let now = Int64(Date.now.timeIntervalSince1970 * 1000)
        return OfferServers(
            serverUser: user, addresses: addresses, expires: Timestamp(milliseconds: now + seconds * 1000),
            region: "eu",
            modes: modes)
    }

    @Test("an offer is cut to a quarter of an hour, and offering again renews it")
    func offering() async throws {
        try await withHandlers { handlers, _ in
            let servers = try await handlers.offer(offer(["a:1", "b:2", "a:1"], seconds: 86_400)).get()
            #expect(servers.map(\.address) == ["a:1", "b:2"])
            let now = Timestamp(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000))
            #expect(servers.allSatisfy { $0.expires - now < .seconds(905) && $0.expires - now > .seconds(895) })
            let shorter = try await handlers.offer(offer(["a:1"], seconds: 60)).get()
            #expect(shorter[0].expires < servers[0].expires)
        }
    }

    @Test("an address of somebody else is refused, and nothing of that offer is taken")
    func taken() async throws {
        try await withHandlers { handlers, _ in
            _ = try await handlers.offer(offer(["a:1"])).get()
            guard case .refused(let refusal) = try await handlers.offer(offer(["b:2", "a:1"], by: "other")) else {
                Issue.record("taken")
                return
            }
            #expect(refusal.code == .conflict)
            #expect(try await handlers.list(ListServers(serverUser: "other", gateway: nil)).servers.isEmpty)
            guard case .refused(let invalid) = try await handlers.offer(offer(["c:3"], modes: ["golf"])) else {
                Issue.record("taken")
                return
            }
            #expect(invalid.errors?.map(\.field) == ["modes[0]"])
        }
    }

    @Test("revoked servers are gone, those of others stay, and one with a match stays until its end")
    func revoking() async throws {
        try await withHandlers { handlers, pool in
            _ = try await handlers.offer(offer(["a:1", "b:2", "c:3"])).get()
            _ = try await handlers.offer(offer(["x:9"], by: "other")).get()
            guard
                case .refused(let refusal) = try await handlers.revoke(
                    RevokeServers(serverUser: "host", addresses: ["a:1", "x:9"]))
            else {
                Issue.record("revoked another's")
                return
            }
            #expect(refusal.code == .forbidden)
            try await pool.execute("UPDATE servers SET match_id = 'm00' WHERE address = 'b:2'")
            #expect(
                try await handlers.revoke(RevokeServers(serverUser: "host", addresses: ["a:1", "zzz:1"])).get() == [
                    "a:1"
                ])
            #expect(
                try await handlers.revoke(RevokeServers(serverUser: "host", addresses: nil)).get() == ["b:2", "c:3"])
            let left = try await handlers.list(ListServers(serverUser: "host", gateway: nil)).servers
            #expect(left.map(\.address) == ["b:2"] && left.map(\.state) == [.draining])
            #expect(try await handlers.list(ListServers(serverUser: "other", gateway: nil)).servers.count == 1)
        }
    }

    @Test("a list's revision stays while nothing but its expiry changes")
    func revisions() async throws {
        try await withHandlers { handlers, _ in
            let none = try await handlers.list(ListServers(serverUser: "host", gateway: nil))
            _ = try await handlers.offer(offer(["a:1"])).get()
            let one = try await handlers.list(ListServers(serverUser: "host", gateway: "g"))
            _ = try await handlers.offer(offer(["a:1"], seconds: 300)).get()
            let renewed = try await handlers.list(ListServers(serverUser: "host", gateway: "g"))
            #expect(none.revision != one.revision && one.revision == renewed.revision)
            #expect(one.revision > 0 && one.revision < 1 << 53)
        }
    }

    @Test("a server that asks many times a second is noted once a second, and by each gateway that it asks")
    func calls() async throws {
        try await withHandlers { handlers, pool in
            let asked = ListServers(serverUser: "host", gateway: "g")
            let noted: @Sendable () async throws -> [String] = {
                try await pool.query("SELECT xmin::text || ctid::text AS version FROM server_calls ORDER BY gateway")
                    .map { row in try row.decode("version") }
            }
            _ = try await handlers.list(asked)
            // The clock stands still as far as this row can tell, however slow the machine is.
            try await pool.execute("UPDATE server_calls SET called_at = now() + interval '1 h'")
            let once = try await noted()
            _ = try await handlers.list(asked)
            #expect(try await noted() == once && once.count == 1)
            _ = try await handlers.list(ListServers(serverUser: "host", gateway: "other"))
            #expect(try await noted().count == 2)
            try await pool.execute("UPDATE server_calls SET called_at = now() - interval '1 h'")
            _ = try await handlers.list(asked)
            #expect(
                try await pool.first(
                    "SELECT called_at > now() - interval '1 m' FROM server_calls WHERE gateway = 'g'")?.decode(0)
                    == true)
        }
    }

    @Test("a key is claimed once, answered again, and free after an answer that isn't kept")
    func idempotency() async throws {
        try await withHandlers { handlers, _ in
            let claim = ClaimIdempotencyKey(playerID: "ann", route: "POST /x", key: "k", bodyHash: "h")
            var other = claim
            other.bodyHash = "another"
            #expect(try await handlers.idempotency.claim(claim) == .claimed)
            #expect(try await handlers.idempotency.claim(claim) == .inFlight)
            #expect(try await handlers.idempotency.claim(other) == .mismatch)
            try await handlers.idempotency.finish(
                FinishIdempotencyKey(playerID: "ann", route: "POST /x", key: "k", answer: nil))
            #expect(try await handlers.idempotency.claim(claim) == .claimed)
            let answer = StoredAnswer(status: 201, contentType: "application/json", body: "{}")
            try await handlers.idempotency.finish(
                FinishIdempotencyKey(playerID: "ann", route: "POST /x", key: "k", answer: answer))
            #expect(try await handlers.idempotency.claim(claim) == .answered(answer))
            #expect(try await handlers.idempotency.claim(other) == .mismatch)
        }
    }

    @Test("what no longer counts is forgotten, what does is kept")
    func housekeeping() async throws {
        try await withHandlers { handlers, pool in
            _ = try await handlers.offer(offer(["a:1"])).get()
            _ = try await handlers.idempotency.claim(
                ClaimIdempotencyKey(playerID: "ann", route: "POST /x", key: "k", bodyHash: "h"))
            try await pool.execute(
                "INSERT INTO commands (shard, command_id, created_at) SELECT 1, g::text, now() - interval '2 h' FROM generate_series(1, 6000) g"
            )
            try await pool.execute("INSERT INTO commands (shard, command_id) VALUES (1, 'new')")
            try await pool.execute(
                """
                INSERT INTO player_state (player_id, changed_at, ticket_id, cool_down) VALUES
                    ('old', now() - interval '1 h', NULL, NULL), ('searching', now() - interval '1 h', 't', NULL),
                    ('warned', now() - interval '1 h', NULL, '{}'), ('new', now(), NULL, NULL)
                """)
            #expect(try await Housekeeping(pool: pool).sweep() == 6001)
            #expect(try await pool.first("SELECT count(*) FROM commands")?.decode(0) == 1)
            #expect(try await pool.first("SELECT count(*) FROM player_state")?.decode(0) == 3)
            #expect(try await Housekeeping(pool: pool).sweep() == 0)
        }
    }
}
