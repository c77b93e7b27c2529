// Core queue/Matchmaker
