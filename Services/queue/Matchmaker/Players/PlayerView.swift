import Contracts

/// What a player is told, as it is stored: without what counts from the moment of telling, and with the generation of the
/// cookie in place of the cookie, which takes a key that cores don't have.
public struct PlayerView: Codable, Sendable, Hashable {
    /// For how long an ended ticket or match is told of.
    public static let endedIsTold = Duration.seconds(600)

    /// `cookie`, `acceptInMilliseconds` and `retryAfterMilliseconds` are not set here.
    public var state: PlayerState
    public var cookieGeneration: Int?
    /// The end of a cool-down, with `NotQueued`.
    public var retryAt: Timestamp?

    public init(state: PlayerState, cookieGeneration: Int? = nil, retryAt: Timestamp? = nil) {
        self.state = state
        self.cookieGeneration = cookieGeneration
        self.retryAt = retryAt
    }

    /// Somebody of whom nothing is known.
    public static func unknown(_ playerID: PlayerID) -> PlayerView {
        PlayerView(state: PlayerState(playerID: playerID, revision: 0, kind: .notQueued))
    }

    /// The state as it is sent at `now`.
    ///
    /// - Parameter cookie: makes a player's pass for a match in a generation.
    public func presented(at now: Timestamp, cookie: (MatchID, PlayerID, Int) -> String) -> PlayerState {
        var state = state
        if let acceptBy = state.acceptBy { state.acceptInMilliseconds = max(0, (acceptBy - now).milliseconds) }
        if let retryAt, retryAt > now { state.retryAfterMilliseconds = (retryAt - now).milliseconds }
        if let matchID = state.matchID, let cookieGeneration {
            state.cookie = cookie(matchID, state.playerID, cookieGeneration)
        }
        return state
    }

    /// What is told of a player who is neither in a ticket nor in a match, and was last changed at `changedAt`: after
    /// ``endedIsTold`` there is nothing to tell any more.
    public func aged(changedAt: Timestamp, now: Timestamp) -> PlayerView {
        guard now - changedAt >= Self.endedIsTold else { return self }
        return PlayerView(
            state: PlayerState(playerID: state.playerID, revision: state.revision + 1, kind: .notQueued))
    }
}
