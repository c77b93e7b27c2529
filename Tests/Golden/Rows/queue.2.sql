INSERT INTO matchers (shard, entered_at, matcher_id, region, body) VALUES (6, now(), 'x06a', 'Europe', '{"id":"x06a"}');
INSERT INTO peer_pairs (shard, made_at, pair_id, body) VALUES (6, now(), 'w06a', '{"id":"w06a"}');
