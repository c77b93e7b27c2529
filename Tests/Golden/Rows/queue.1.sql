INSERT INTO workers (worker_id, alive_until) VALUES ('queue-1-abc', now() + interval '2 seconds');
UPDATE shards SET epoch = 7, owner = 'queue-1-abc' WHERE shard = 6;
INSERT INTO commands (shard, command_id, reply) VALUES (6, 'c1', '{"done":{}}'), (6, 'c2', NULL);
INSERT INTO player_state (player_id, revision, shard, ticket_id, match_id, last, cool_down) VALUES
    ('pann', 7, 6, 't06a', 'm06a', '{"state":{"playerID":"pann","revision":7,"kind":"MatchFound"}}', NULL),
    ('pbob', 3, NULL, NULL, NULL, NULL, '{"faults":1}');
INSERT INTO tickets (shard, enqueued_at, ticket_id, match_id, body) VALUES (6, now(), 't06a', 'm06a', '{"id":"t06a"}');
INSERT INTO matches (shard, bookings, created_at, match_id, server_user, body) VALUES
    (6, 1, now(), 'm06a', 'phost', '{"id":"m06a"}');
INSERT INTO servers (expires, aside_until, address, server_user, region, modes, match_id) VALUES
    (now() + interval '10 minutes', NULL, '127.0.0.1:7000', 'phost', 'eu', '{duel,duo}', 'm06a'),
    (now() + interval '10 minutes', now(), '127.0.0.1:7001', 'phost', NULL, NULL, NULL);
INSERT INTO server_calls (called_at, server_user, gateway) VALUES (now(), 'phost', 'gateway-1');
INSERT INTO match_fetches (booking, match_id) VALUES (1, 'm06a');
INSERT INTO mode_statistics (players_searching, wait_seconds, mode) VALUES (3, 4.5, 'duel');
INSERT INTO outbox (sequence, shard, message) VALUES (1, 6, '{"sequence":1}');
INSERT INTO idempotency_keys (player_id, route, key, body_hash, status, content_type, body) VALUES
    ('pann', 'POST /matchmaking/enqueue', 'k', 'h', 201, 'application/json', '{}');
