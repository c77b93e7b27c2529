import Messaging
import Postgres

/// The growth of the schema of results.
public enum ResultsMigrations {
    public static let all = [
        Migration(
            version: 1, name: "matches, their players, disputed reports, outbox",
            sql: """
                CREATE TABLE matches (
                    match_id text PRIMARY KEY,
                    mode text NOT NULL,
                    region text,
                    address text NOT NULL,
                    -- Who may report; the one of the greatest booking.
                    server_user text NOT NULL,
                    booking int8 NOT NULL,
                    created_at timestamptz NOT NULL,
                    state text NOT NULL DEFAULT 'inProgress' CHECK (state IN ('inProgress', 'completed', 'abandoned')),
                    ended_at timestamptz,
                    -- JSON as the server wrote it.
                    custom text,
                    -- The number of the last event of this match.
                    sequence int8 NOT NULL,
                    CHECK ((state = 'inProgress') = (ended_at IS NULL)),
                    CHECK (custom IS NULL OR state = 'completed')
                );

                CREATE TABLE match_players (
                    match_id text NOT NULL REFERENCES matches,
                    position int4 NOT NULL,
                    player_id text NOT NULL,
                    nickname text NOT NULL,
                    faction text NOT NULL,
                    placement int4 CHECK (placement >= 1),
                    PRIMARY KEY (match_id, position)
                );
                CREATE INDEX match_players_by_player ON match_players (player_id);

                -- Claims that differed from the one that counts, for whoever has to settle the quarrel.
                CREATE TABLE disputed_reports (
                    match_id text NOT NULL REFERENCES matches,
                    number int4 NOT NULL,
                    -- [{"nickname":…,"placement":…}]
                    outcome text NOT NULL,
                    custom text,
                    received_at timestamptz NOT NULL DEFAULT now(),
                    PRIMARY KEY (match_id, number)
                );

                \(Outbox.schema)

                -- Shown as deleted-user in matches that have ended.
                CREATE TABLE deleted_players (
                    player_id text PRIMARY KEY,
                    deleted_at timestamptz NOT NULL DEFAULT now()
                );
                """),
        Migration(
            version: 2, name: "scores, and players who left",
            sql: """
                ALTER TABLE match_players ADD COLUMN score float8, ADD COLUMN quit bool NOT NULL DEFAULT false,
                    ADD COLUMN disconnected bool NOT NULL DEFAULT false;
                """),
        Migration(
            version: 3, name: "events by time, and the requests that caused them",
            sql: """
                \(Outbox.traceSchema)
                -- For replay. Rows are kept, so nobody looks for those that were sent long ago.
                CREATE INDEX outbox_by_time ON outbox (created_at, id);
                DROP INDEX outbox_sent;
                """),
        RatingMigrations.ratings, RatingMigrations.rankIndex,
    ]
}
