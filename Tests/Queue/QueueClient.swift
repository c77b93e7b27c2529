import Contracts
import Foundation
import Logging
import Messaging
import Postgres
import ServiceLifecycle
import TestKit
import Threads

@testable import QueueService

/// What a gateway does, and match servers through it.
final class QueueClient: Sendable {
    let id = GatewayID("test-gateway")
    let rpc: RPCClient
    let events: EventPublisher
    let pool: PostgresPool
    private let listener: GatewayListener
    private let heard: Heard

    /// What has been told to this gateway.
    final class Heard: Sendable {
        struct Told {
            var states: [PlayerID: PlayerState] = [:]
            var serverUsers: [PlayerID: Int] = [:]
            var takenOver: Set<Shard> = []
            var peers: [MatcherID: PeerView] = [:]
        }

        let told = Locked(Told())

        func receive(_ type: String, _ body: Data) {
            do {
                switch type {
                case PlayerStates.name:
                    let message = try JSONDecoder().decode(PlayerStates.self, from: body)
                    told.withLock { told in
                        for state in message.states where (told.states[state.playerID]?.revision ?? -1) < state.revision
                        {
                            told.states[state.playerID] = state
                        }
                    }
                case ServersChanged.name:
                    let message = try JSONDecoder().decode(ServersChanged.self, from: body)
                    told.withLock { told in for user in message.serverUsers { told.serverUsers[user, default: 0] += 1 }
                    }
                case PeerViews.name:
                    let message = try JSONDecoder().decode(PeerViews.self, from: body)
                    told.withLock { told in
                        for view in message.views where (told.peers[view.matcherID]?.revision ?? -1) < view.revision {
                            told.peers[view.matcherID] = view
                        }
                    }
                case ShardTakenOver.name:
                    let message = try JSONDecoder().decode(ShardTakenOver.self, from: body)
                    told.withLock { told in _ = told.takenOver.insert(message.shard) }
                default: break
                }
            } catch {
                preconditionFailure("\(type) can't be read: \(error)")
            }
        }
    }

    init(_ stage: QueueStage) {
        rpc = RPCClient(stage.broker)
        events = EventPublisher(stage.broker)
        pool = PostgresPool(stage.database)
        let heard = Heard()
        self.heard = heard
        listener = GatewayListener(stage.broker, gateway: id) { type, body in heard.receive(type, body) }
    }

    var services: [any Service] { [rpc, events, listener] }

    func connected() async throws {
        try await rpc.connected(within: .seconds(20))
        try await events.connected(within: .seconds(20))
        try await listener.connected(within: .seconds(20))
    }

    static func newID() -> CommandID { CommandID(UUID().uuidString) }

    /// The same command again until there is an answer, as a gateway does within its deadline.
    func call<C: ShardCommand>(_ command: C, _ shard: Shard, within limit: Duration = .seconds(10)) async throws
        -> C.Reply
    {
        let end = ContinuousClock.now + limit
        while true {
            do {
                return try await rpc.call(command, shard: shard, deadline: .milliseconds(500))
            } catch {
                guard ContinuousClock.now < end else { throw error }
            }
        }
    }

    @discardableResult
    func enqueue(
        _ names: String..., modes: [ModeName] = ["duel"], shard: Shard = QueueStage.near, id: CommandID = newID(),
        within limit: Duration = .seconds(10)
    ) async throws -> Outcome<PlayerState> {
        try await call(
            EnqueueTicket(
                commandID: id, players: names.map { TicketPlayer(playerID: PlayerID($0), username: $0) }, modes: modes,
                gateway: self.id), shard, within: limit)
    }

    @discardableResult
    func answer(
        _ name: String, accept: Bool = true, match: MatchID? = nil, id: CommandID = newID()
    ) async throws -> Outcome<PlayerState> {
        try await call(
            AnswerMatch(commandID: id, playerID: PlayerID(name), matchID: match, accept: accept), QueueStage.near)
    }

    func cancel(_ name: String) async throws -> Outcome<PlayerState> {
        try await call(
            CancelTicket(commandID: Self.newID(), playerID: PlayerID(name), reason: .revoked), QueueStage.near)
    }

    func ask<R: ServiceRequest>(_ request: R) async throws -> R.Reply {
        try await rpc.call(request, deadline: .seconds(5))
    }

    func state(_ name: String) async throws -> PlayerState {
        try await ask(GetPlayerState(playerID: PlayerID(name))).state
    }

    @discardableResult
    func offer(_ addresses: String..., by user: String = "host") async throws -> Outcome<[GameServer]> {
        try await ask(
            OfferServers(
                serverUser: PlayerID(user), addresses: addresses,
                expires: Timestamp(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000) + 600_000), region: nil,
                modes: nil))
    }

    func servers(_ user: String = "host") async throws -> ListServers.Reply {
        try await ask(ListServers(serverUser: PlayerID(user), gateway: id))
    }

    /// Two whose match is confirmed.
    func confirmDuel(_ first: String, _ second: String) async throws -> MatchID {
        try await enqueue(first)
        try await enqueue(second)
        let match = try await found(first)
        try await answer(first)
        try await answer(second)
        try await eventually("confirmed") { try await self.state(first).kind == .matchConfirmed }
        return match
    }

    func found(_ name: String) async throws -> MatchID {
        try await eventually("\(name) is in a match") { try await self.state(name).matchID != nil }
        return try await state(name).matchID!
    }

    // MARK: What was told

    func told(_ name: String) -> PlayerState? { heard.told.withLock { $0.states[PlayerID(name)] } }
    func told(_ id: MatcherID) -> PeerView? { heard.told.withLock { $0.peers[id] } }
    func toldServers(_ user: String = "host") -> Int { heard.told.withLock { $0.serverUsers[PlayerID(user)] ?? 0 } }
    func takenOver(_ shard: Shard) -> Bool { heard.told.withLock { $0.takenOver.contains(shard) } }
    func forgetTakeOvers() { heard.told.withLock { $0.takenOver = [] } }

    // MARK: The database

    func owner(of shard: Shard) async throws -> String? {
        try await pool.first("SELECT owner FROM shards WHERE shard = $1", shard.number)?.decode("owner")
    }

    func count(_ sql: String) async throws -> Int {
        try await pool.first(sql)?.decode(0) ?? 0
    }

    /// What must hold of the tables at any moment, by one snapshot. Empty when it does.
    func faults() async throws -> [String] {
        let checks = [
            "a player of a ticket doesn't know": """
            SELECT count(*) FROM tickets t, json_array_elements(t.body::json->'players') p
            LEFT JOIN player_state s ON s.player_id = p->>'playerID'
            WHERE s.ticket_id IS DISTINCT FROM t.ticket_id OR s.match_id IS DISTINCT FROM t.match_id
            """,
            "a player's ticket isn't there": """
            SELECT count(*) FROM player_state s LEFT JOIN tickets t USING (ticket_id)
            WHERE s.ticket_id IS NOT NULL AND t.ticket_id IS NULL
            """,
            "a server waits for a match that isn't there": """
            SELECT count(*) FROM servers s LEFT JOIN matches m USING (match_id)
            WHERE s.match_id IS NOT NULL AND m.match_id IS NULL
            """,
            "a peer is in two pairs": """
            SELECT count(*) FROM (SELECT FROM peer_pairs p, json_each(p.body::json) m
                WHERE m.key IN ('first', 'second') GROUP BY m.value->>'matcherID' HAVING count(*) > 1) x
            """,
            "a party and its list of members differ": """
            SELECT count(*) FROM (SELECT p.party_id, m.value->>'playerID' AS player_id, true AS is_listed
                FROM parties p, json_array_elements(p.body::json->'members') m) a
            FULL JOIN (SELECT *, true AS is_kept FROM party_members) b USING (party_id, player_id)
            WHERE a.is_listed IS NULL OR b.is_kept IS NULL
            """,
            "a ticket is of half a party": """
            SELECT count(*) FROM tickets t JOIN parties p ON p.party_id = t.body::json->>'partyID'
            WHERE (SELECT array_agg(x->>'playerID' ORDER BY x->>'playerID')
                    FROM json_array_elements(t.body::json->'players') x)
                IS DISTINCT FROM (SELECT array_agg(x->>'playerID' ORDER BY x->>'playerID')
                    FROM json_array_elements(p.body::json->'members') x)
            """,
            "a member of a party searches without it": """
            SELECT count(*) FROM party_members m JOIN player_state s USING (player_id) JOIN tickets t USING (ticket_id)
            WHERE t.body::json->>'partyID' IS DISTINCT FROM m.party_id
            """,
            "a match has two servers": """
            SELECT count(*) FROM (SELECT FROM servers WHERE match_id IS NOT NULL GROUP BY match_id HAVING count(*) > 1) x
            """,
        ]
        var faults: [String] = []
        for (name, sql) in checks where try await count(sql) > 0 { faults.append(name) }
        return faults
    }
}
