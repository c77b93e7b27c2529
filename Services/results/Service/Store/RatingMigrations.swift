import Postgres

/// What ratings, leaderboards and histories brought to the schema.
enum RatingMigrations {
    static let ratings = Migration(
        version: 4, name: "seasons, ratings, leaderboards, histories",
        sql: """
            -- Nothing refers to it by a key of the schema's: each result would lock the present season's row for that.
            CREATE TABLE seasons (
                number int4 PRIMARY KEY CHECK (number >= 0),
                name text NOT NULL UNIQUE,
                started_at timestamptz NOT NULL DEFAULT now()
            );
            INSERT INTO seasons (number, name) VALUES (0, 'preseason');

            CREATE TABLE ratings (
                player_id text NOT NULL,
                mode text NOT NULL,
                season int4 NOT NULL,
                -- As the player was called in the last of these matches.
                nickname text NOT NULL,
                mu float8 NOT NULL,
                sigma float8 NOT NULL,
                -- mu − 3 sigma
                rating float8 NOT NULL,
                -- Of the rating, on a scale of thousandths: see RankScale.
                bucket int4 NOT NULL,
                matches int4 NOT NULL,
                PRIMARY KEY (player_id, mode, season)
            );
            CREATE INDEX ratings_by_rank ON ratings (mode, season, bucket, rating, player_id);

            -- How many players each bucket holds; coarser levels have one bucket for each 64 of the finer.
            CREATE TABLE rating_buckets (
                mode text NOT NULL,
                season int4 NOT NULL,
                level int2 NOT NULL,
                bucket int4 NOT NULL,
                players int8 NOT NULL,
                PRIMARY KEY (mode, season, level, bucket)
            );
            -- Who left which bucket for which, as long as it isn't added up there.
            CREATE TABLE rating_moves (
                id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                mode text NOT NULL,
                season int4 NOT NULL,
                left_bucket int4,
                entered_bucket int4 NOT NULL
            );

            ALTER TABLE matches ADD COLUMN season int4;
            ALTER TABLE match_players
                ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
                ADD COLUMN mu_before float8, ADD COLUMN sigma_before float8,
                ADD COLUMN mu_after float8, ADD COLUMN sigma_after float8,
                -- Rated matches in the mode and season, this one included.
                ADD COLUMN rated_matches int4;
            UPDATE match_players SET created_at = matches.created_at FROM matches
            WHERE matches.match_id = match_players.match_id;
            CREATE INDEX match_players_by_time ON match_players (player_id, created_at, match_id);
            DROP INDEX match_players_by_player;
            """)

    /// The planner took the wide index for finding a few players in, on tables that nobody had analysed yet, and went through
    /// all of a mode. The condition, which holds for every row that is committed, keeps it out of all but leaderboards.
    static let rankIndex = Migration(
        version: 5, name: "an index for leaderboards alone",
        sql: """
            CREATE INDEX ratings_ranked ON ratings (mode, season, bucket, rating, player_id) WHERE matches > 0;
            DROP INDEX ratings_by_rank;
            """)
}
