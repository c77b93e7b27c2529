import Contracts
import Postgres

/// The schema of the queue's database, step by step.
enum QueueMigrations {
    static let all = [
        Migration(version: 1, name: "shards, tickets, players, matches, servers", sql: first),
        Migration(version: 2, name: "peers", sql: peers),
        Migration(version: 3, name: "block lists, ratings", sql: profiles),
        Migration(version: 4, name: "parties", sql: parties),
        Migration(version: 5, name: "waits", sql: waits),
    ]

    /// Rows that are written twice in a transaction, or often, leave room on their page, so that the update needn't touch the
    /// indexes. For the same reason nothing is indexed that changes with a match: a shard's players are found by its tickets.
    private static let first = """
        CREATE TABLE workers (
            worker_id text PRIMARY KEY,
            alive_until timestamptz NOT NULL
        );

        CREATE TABLE shards (
            shard int4 PRIMARY KEY,
            -- Grows with every claim; what an older one wanted to write is refused.
            epoch int8 NOT NULL DEFAULT 0,
            owner text
        );
        INSERT INTO shards (shard) SELECT generate_series(0, \(Shard.count - 1));

        CREATE TABLE commands (
            shard int4 NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            command_id text NOT NULL,
            reply text,
            PRIMARY KEY (shard, command_id)
        ) WITH (fillfactor = 50);
        CREATE INDEX commands_by_age ON commands USING brin (created_at);

        CREATE TABLE player_state (
            player_id text PRIMARY KEY,
            revision int8 NOT NULL DEFAULT 0,
            changed_at timestamptz NOT NULL DEFAULT now(),
            shard int4,
            ticket_id text,
            match_id text,
            -- What the player is told, as JSON; NULL for one who was never told anything.
            last text,
            -- NULL for one who never let others down.
            cool_down text
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

        CREATE TABLE tickets (
            shard int4 NOT NULL,
            enqueued_at timestamptz NOT NULL,
            ticket_id text PRIMARY KEY,
            match_id text,
            body text NOT NULL
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
        CREATE INDEX tickets_by_shard ON tickets (shard);

        CREATE TABLE matches (
            shard int4 NOT NULL,
            -- How many servers have been booked for it.
            bookings int4 NOT NULL,
            created_at timestamptz NOT NULL,
            match_id text PRIMARY KEY,
            -- Of the last server booked.
            server_user text,
            body text NOT NULL
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
        CREATE INDEX matches_by_shard ON matches (shard);

        CREATE TABLE servers (
            expires timestamptz NOT NULL,
            idle_since timestamptz NOT NULL DEFAULT now(),
            -- It failed a match: not booked before then, unless it is offered anew.
            aside_until timestamptz,
            -- Goes when its match ends.
            is_draining bool NOT NULL DEFAULT false,
            address text PRIMARY KEY,
            server_user text NOT NULL,
            region text,
            -- NULL: any.
            modes text[],
            match_id text
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
        CREATE INDEX servers_by_user ON servers (server_user);
        CREATE INDEX servers_idle ON servers (idle_since) WHERE match_id IS NULL AND NOT is_draining;

        -- The last sign of each server user, by the gateway through which it came.
        CREATE TABLE server_calls (
            called_at timestamptz NOT NULL,
            server_user text NOT NULL,
            -- Empty where nobody waits for changes.
            gateway text NOT NULL,
            PRIMARY KEY (server_user, gateway)
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

        -- Matches that their server has been told of.
        CREATE TABLE match_fetches (
            booking int4 NOT NULL,
            match_id text NOT NULL,
            PRIMARY KEY (match_id, booking)
        );

        CREATE TABLE mode_statistics (
            players_searching int4 NOT NULL,
            wait_seconds float8,
            mode text PRIMARY KEY
        );

        -- What has been decided and is still to be told; a row goes once the broker has it.
        CREATE TABLE outbox (
            sequence int8 NOT NULL,
            shard int4 NOT NULL,
            message text NOT NULL,
            PRIMARY KEY (shard, sequence)
        );

        CREATE TABLE idempotency_keys (
            claimed_at timestamptz NOT NULL DEFAULT now(),
            status int4,
            player_id text NOT NULL,
            route text NOT NULL,
            key text NOT NULL,
            body_hash text NOT NULL,
            content_type text,
            body text,
            PRIMARY KEY (player_id, route, key)
        );
        CREATE INDEX idempotency_keys_by_age ON idempotency_keys (claimed_at);
        """

    private static let profiles = """
        -- Whom a player never wants to play with.
        CREATE TABLE blocks (
            created_at timestamptz NOT NULL DEFAULT now(),
            player_id text NOT NULL,
            blocked_id text NOT NULL,
            PRIMARY KEY (player_id, blocked_id)
        );
        CREATE INDEX blocks_by_blocked ON blocks (blocked_id);

        -- A copy of what results has made of the matches that were played.
        CREATE TABLE ratings (
            mu float8 NOT NULL,
            sigma float8 NOT NULL,
            rating float8 NOT NULL,
            -- How many matches it is made of.
            matches int4 NOT NULL,
            -- The end of the last of them.
            rated_at timestamptz NOT NULL,
            player_id text NOT NULL,
            mode text NOT NULL,
            PRIMARY KEY (player_id, mode)
        ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

        ALTER TABLE mode_statistics ADD COLUMN tickets_searching int4 NOT NULL DEFAULT 0;
        """

    private static let parties = """
        CREATE TABLE parties (
            revision int8 NOT NULL,
            changed_at timestamptz NOT NULL DEFAULT now(),
            party_id text PRIMARY KEY,
            code text NOT NULL UNIQUE,
            body text NOT NULL
        ) WITH (fillfactor = 50);
        CREATE INDEX parties_by_age ON parties (changed_at);

        -- Nobody is in two.
        CREATE TABLE party_members (
            player_id text PRIMARY KEY,
            party_id text NOT NULL REFERENCES parties ON DELETE CASCADE
        );
        CREATE INDEX party_members_by_party ON party_members (party_id);
        """

    private static let waits = """
        -- How long tickets search, by party size and rating.
        ALTER TABLE mode_statistics ADD COLUMN waits text;
        """

    private static let peers = """
        -- A peer that waits for, tests or awaits another. Its id is its secret.
        CREATE TABLE matchers (
            shard int4 NOT NULL,
            entered_at timestamptz NOT NULL,
            matcher_id text PRIMARY KEY,
            -- NULL is a pool of its own.
            region text,
            -- With its address, and whom it is never to be offered again.
            body text NOT NULL
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
        CREATE INDEX matchers_by_shard ON matchers (shard);

        CREATE TABLE peer_pairs (
            shard int4 NOT NULL,
            made_at timestamptz NOT NULL,
            pair_id text PRIMARY KEY,
            body text NOT NULL
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
        CREATE INDEX peer_pairs_by_shard ON peer_pairs (shard);
        """
}
