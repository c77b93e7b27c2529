import Contracts
import MatchmakerCore
import Messaging
import PairingCore
import Postgres

extension ShardTransaction {
    /// Queues what the transaction leaves behind of peers.
    func write(peers: PeerWrites) throws {
        try write(matchers: peers.matchers)
        delete("DELETE FROM matchers WHERE matcher_id = ANY ($1::text[])", peers.removedMatchers.map(\.rawValue))
        try write(pairs: peers.pairs)
        delete("DELETE FROM peer_pairs WHERE pair_id = ANY ($1::text[])", peers.removedPairs.map(\.rawValue))
    }

    private func write(matchers: [Matcher]) throws {
        guard !matchers.isEmpty else { return }
        transaction.enqueue(
            """
            INSERT INTO matchers (shard, matcher_id, region, entered_at, body)
            SELECT $1, n.matcher_id, n.region, \(Timestamp.moment("n.entered_ms")), n.body
            FROM unnest($2::text[], $3::text[], $4::int8[], $5::text[]) AS n (matcher_id, region, entered_ms, body)
            ON CONFLICT (matcher_id) DO UPDATE SET body = excluded.body
            """, shard.number, matchers.map(\.id.rawValue), matchers.map(\.region),
            matchers.map(\.enteredAt.milliseconds), try matchers.map { try StoredJSON.text($0) })
    }

    private func write(pairs: [PeerPair]) throws {
        guard !pairs.isEmpty else { return }
        transaction.enqueue(
            """
            INSERT INTO peer_pairs (shard, pair_id, made_at, body)
            SELECT $1, n.pair_id, \(Timestamp.moment("n.made_ms")), n.body
            FROM unnest($2::text[], $3::int8[], $4::text[]) AS n (pair_id, made_ms, body)
            ON CONFLICT (pair_id) DO UPDATE SET body = excluded.body
            """, shard.number, pairs.map(\.id.rawValue), pairs.map(\.madeAt.milliseconds),
            try pairs.map { try StoredJSON.text($0) })
    }
}
