INSERT INTO matches (match_id, mode, address, server_user, booking, created_at, state, ended_at, sequence)
VALUES ('m06d', 'duel', '127.0.0.1:7000', 'phost', 1, now(), 'completed', now(), 2);
INSERT INTO match_players (match_id, position, player_id, nickname, faction, placement, score, quit, disconnected) VALUES
    ('m06d', 1, 'pann', 'ann', 'red', 1, 12.5, false, false), ('m06d', 2, 'pbob', 'bob', 'blue', 2, 3, true, true);
