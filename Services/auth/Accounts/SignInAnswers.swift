import Contracts

/// The refusals around signing in. One of each kind, so that no path says more than another.
public enum SignInAnswers {
    /// For an unknown name and for a wrong password alike.
    public static let badCredentials = Refusal(.badCredentials, "wrong name or password")
    /// A session that isn't, or no longer.
    public static let deadSession = Refusal(.badCredentials, "the session has ended")
    /// Somebody signed in gave a wrong password for what needs it again.
    public static let wrongPassword = Refusal(.forbidden, "wrong password")
    /// More passwords are waiting to be checked than can be in time.
    public static let busy = Refusal(.unavailable, "too many are signing in right now", retryAfterSeconds: 1)

    public static func throttled(retryAfterSeconds: Int) -> Refusal {
        Refusal(.throttled, "too many failed attempts", retryAfterSeconds: retryAfterSeconds)
    }
}
