import Messaging
import Postgres

/// The growth of auth's schema.
public enum AuthMigrations {
    public static let all = [
        Migration(
            version: 1, name: "users, sessions, failures to sign in, outbox",
            sql: """
                CREATE TABLE users (
                    player_id text PRIMARY KEY,
                    -- Both are NULL once the user is gone; the row stays, since the id is known for life.
                    username text CHECK (username ~ '^[A-Za-z0-9_-]{3,24}$'),
                    password_hash text,
                    -- Counts changes of the password: a session is granted only for the one that was verified.
                    credential int8 NOT NULL DEFAULT 1,
                    is_server bool NOT NULL,
                    is_operator bool NOT NULL,
                    created_at timestamptz NOT NULL DEFAULT now(),
                    deleted_at timestamptz,
                    CHECK ((deleted_at IS NULL) = (username IS NOT NULL)),
                    CHECK ((deleted_at IS NULL) = (password_hash IS NOT NULL))
                );
                CREATE UNIQUE INDEX users_by_name ON users (lower(username));

                -- A leak of this table opens no session: tokens have 256 random bits, and only their digest is here.
                CREATE TABLE sessions (
                    token_digest bytea PRIMARY KEY CHECK (length(token_digest) = 32),
                    player_id text NOT NULL REFERENCES users,
                    started_at timestamptz NOT NULL DEFAULT now(),
                    last_used_at timestamptz NOT NULL DEFAULT now()
                ) WITH (fillfactor = 80);
                CREATE INDEX sessions_by_player ON sessions (player_id);

                -- Shared by all replicas, and forgotten after the window. The subject is a digest, since people type
                -- passwords where names belong.
                CREATE TABLE sign_in_failures (
                    subject bytea NOT NULL,
                    address text NOT NULL,
                    failed_at timestamptz NOT NULL DEFAULT clock_timestamp()
                );
                CREATE INDEX sign_in_failures_by_subject ON sign_in_failures (subject, address, failed_at DESC);
                CREATE INDEX sign_in_failures_by_address ON sign_in_failures (address, failed_at DESC);
                CREATE INDEX sign_in_failures_by_age ON sign_in_failures (failed_at);

                \(Outbox.schema)
                """),
        Migration(version: 2, name: "the requests that caused events", sql: Outbox.traceSchema),
    ]
}
