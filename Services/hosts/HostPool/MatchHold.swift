import Contracts

/// What is kept for a match.
public struct MatchHold: Hashable, Sendable {
    /// Whether a match still has its host.
    public enum Finding: String, Hashable, Sendable {
        case gone
        /// Nobody has come yet.
        case kept
        case inSession
    }

    var hostID: HostID
    /// When the claim lapses, by which it is known among the host's.
    var lapse: Timestamp
    /// Unless it is checked before then, it is forgotten.
    var until: Timestamp
}
