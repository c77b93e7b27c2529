import Contracts

/// What happens on the sockets of one match.
public enum MatchSocketEvent: Sendable, Hashable {
    /// Authenticated, for the first time or again.
    case joined(PlayerID)
    /// `MatchStarting` was sent to these. Comes once; whoever loads later is `caughtUp`.
    case starting([PlayerID])
    /// Loaded after the start, and was told `MatchStarting`.
    case caughtUp(PlayerID)
    /// A message of the game.
    case said(PlayerID, GameMessage)
    /// The player's socket closed.
    case left(PlayerID)
}
