// MatchSocket
