INSERT INTO mode_statistics (players_searching, wait_seconds, waits, mode) VALUES (1, 4.5, '{"interval":[0,30.5],"kinds":[]}', 'ranked');
