import Contracts

/// Who knows of matches before their confirmation has arrived here: the queue.
protocol MatchSource: Sendable {
    /// The match's confirmation, `nil` when there is no such match.
    ///
    /// - Throws: `Refusal` with `unavailable` when it can't be asked.
    func confirmation(of matchID: MatchID) async throws -> MatchConfirmation?
}
