INSERT INTO outbox (event_id, partition, audience, type, subject, sequence, traceparent, data) VALUES
    ('m06d.2', 3, 'operators', 'match.result.recorded.v1', 'm06d', 2,
        '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', '{"matchId":"m06d"}');
