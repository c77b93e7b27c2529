INSERT INTO blocks (player_id, blocked_id) VALUES ('p1', 'p2');
INSERT INTO ratings (player_id, mode, mu, sigma, rating, matches, rated_at) VALUES ('p1', 'duel', 27.5, 8, 3.5, 4, now());
