INSERT INTO users (player_id, username, password_hash, credential, is_server, is_operator, deleted_at) VALUES
    ('pann', 'ann', '$argon2id$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA', 2, false, true, NULL),
    ('pgone', NULL, NULL, 1, true, false, now());
INSERT INTO sessions (token_digest, player_id) VALUES (decode(repeat('ab', 32), 'hex'), 'pann');
INSERT INTO sign_in_failures (subject, address) VALUES ('\x01', '192.0.2.1');
INSERT INTO outbox (event_id, partition, audience, type, subject, sequence, data, sent_at) VALUES
    ('e1', 0, 'services', 'auth.user.deleted.v1', 'pgone', NULL, '{"playerID":"pgone"}', now()),
    ('e2', 0, 'services', 'auth.session.started.v1', 'pann', 1, '{"playerID":"pann"}', NULL);
