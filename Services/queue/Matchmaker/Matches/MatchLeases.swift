import Contracts

/// How long each state of a match may last without the sign that it waits for.
public enum MatchLeases {
    /// For a server to become free.
    public static let reserving = Duration.seconds(30)
    /// For the server to read of its match.
    public static let fetching = Duration.seconds(15)
    /// From confirmation until the server says that play is on.
    public static let starting = Duration.seconds(60)
    /// Without any call of the server while play is on.
    public static let silence = Duration.seconds(60)

    /// Without any word about a match that no server of Muster's plays.
    public static let unattended = Duration.seconds(900)

    /// How often it is asked whether a streaming host still has its match.
    public static let hostLook = Duration.seconds(15)

    /// What a look at a server's signs says of its match.
    enum Finding: Hashable {
        /// All is well; look again then. The stage may have moved on.
        case well(next: Timestamp, stage: LiveMatch.Stage)
        case notFetched
        case notStarted
        case silent
    }

    /// `match` is loading or playing. `since`: nobody could be heard before it, such as during an outage.
    static func finding(_ match: LiveMatch, signs: ServerSigns, at now: Timestamp) -> Finding? {
        switch match.stage {
        case .loading(let fetchBy, let startBy):
            if let fetchBy, !signs.fetched {
                return fetchBy <= now ? .notFetched : .well(next: fetchBy, stage: match.stage)
            }
            guard startBy > now else { return .notStarted }
            return .well(next: startBy, stage: .loading(fetchBy: nil, startBy: startBy))
        case .playing:
            guard let lastCall = signs.lastCall, lastCall + silence > now else { return .silent }
            return .well(next: lastCall + silence, stage: .playing)
        case .found, .reserving, .closing:
            return nil
        }
    }
}
