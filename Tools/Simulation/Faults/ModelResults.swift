import Contracts

/// The results service: decides how a match ended, once.
struct ModelResults: Sendable {
    var known: [MatchID: MatchConfirmation] = [:]
    private(set) var endings: [MatchID: PlayerState.Ending] = [:]

    mutating func note(_ match: MatchConfirmation) {
        if (known[match.matchID]?.booking ?? 0) < match.booking { known[match.matchID] = match }
    }

    /// Whoever comes first decides; says how the match ended, and whether it is news.
    mutating func end(_ match: MatchID, _ ending: PlayerState.Ending) -> (ending: PlayerState.Ending, isNews: Bool) {
        if let decided = endings[match] { return (decided, false) }
        endings[match] = ending
        return (ending, true)
    }
}
