// Tests Matchmaker
