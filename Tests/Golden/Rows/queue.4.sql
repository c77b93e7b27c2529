INSERT INTO parties (party_id, code, revision, body) VALUES
    ('pabcdefghjkmnpqrstvwx', '7K3QX2M9AB', 7, '{"code":"7K3QX2M9AB","members":[],"partyID":"pabcdefghjkmnpqrstvwx","revision":7}');
INSERT INTO party_members (player_id, party_id) VALUES ('p1', 'pabcdefghjkmnpqrstvwx');
