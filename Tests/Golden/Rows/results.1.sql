INSERT INTO matches (match_id, mode, region, address, server_user, booking, created_at, state, ended_at, custom, sequence)
VALUES
    ('m06a', 'duel', 'eu', '127.0.0.1:7000', 'phost', 1, now(), 'completed', now(), '{"map": "canyon"}', 3),
    ('m06b', 'duel', NULL, '127.0.0.1:7000', 'phost', 2, now(), 'abandoned', now(), NULL, 2),
    ('m06c', 'duel', 'eu', '127.0.0.1:7001', 'phost', 1, now(), 'inProgress', NULL, NULL, 1);
INSERT INTO match_players (match_id, position, player_id, nickname, faction, placement) VALUES
    ('m06a', 1, 'pann', 'ann', 'red', 1), ('m06a', 2, 'pbob', 'bob', 'blue', 2),
    ('m06b', 1, 'pann', 'ann', 'red', NULL), ('m06b', 2, 'pbob', 'bob', 'blue', NULL),
    ('m06c', 1, 'pann', 'ann', 'red', NULL), ('m06c', 2, 'pbob', 'bob', 'blue', NULL);
INSERT INTO disputed_reports (match_id, number, outcome, custom) VALUES
    ('m06a', 1, '[{"nickname":"ann","placement":2},{"nickname":"bob","placement":1}]', NULL);
INSERT INTO outbox (event_id, partition, audience, type, subject, sequence, data, sent_at) VALUES
    ('m06a.1', 0, 'operators', 'match.confirmed.v1', 'm06a', 1, '{"matchId":"m06a"}', now()),
    ('m06c.1', 0, 'operators', 'match.confirmed.v1', 'm06c', 1, '{"matchId":"m06c"}', NULL);
INSERT INTO deleted_players (player_id) VALUES ('pgone');
