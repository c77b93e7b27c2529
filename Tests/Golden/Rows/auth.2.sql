INSERT INTO outbox (event_id, partition, audience, type, subject, traceparent, data) VALUES
    ('e3', 0, 'services', 'auth.session.started.v1', 'pann',
        '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', '{"playerID":"pann"}');
