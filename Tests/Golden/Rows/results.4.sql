INSERT INTO seasons (number, name) VALUES (1, 'spring') ON CONFLICT DO NOTHING;
INSERT INTO ratings (player_id, mode, season, nickname, mu, sigma, rating, bucket, matches) VALUES
    ('pann', 'duel', 0, 'ann', 27.5, 8, 3.5, 134572, 4), ('pann', 'duel', 1, 'ann', 26, 7.5, 3.5, 134572, 1);
INSERT INTO rating_buckets (mode, season, level, bucket, players) VALUES
    ('duel', 0, 0, 134572, 1), ('duel', 0, 1, 2102, 1), ('duel', 0, 2, 32, 1);
INSERT INTO rating_moves (mode, season, left_bucket, entered_bucket) VALUES
    ('duel', 1, NULL, 134572), ('duel', 1, 134572, 134600);
INSERT INTO matches (match_id, mode, address, server_user, booking, created_at, state, ended_at, sequence, season)
VALUES ('m06e', 'duel', '127.0.0.1:7000', 'phost', 1, now(), 'completed', now(), 3, 1);
INSERT INTO match_players (match_id, position, player_id, nickname, faction, placement, created_at, mu_before, sigma_before,
    mu_after, sigma_after, rated_matches) VALUES
    ('m06e', 1, 'pann', 'ann', 'red', 1, now(), 25, 8, 26, 7.5, 1),
    ('m06e', 2, 'pbob', 'bob', 'blue', 2, now(), 25, 8, 24, 7.5, 1);
