import Contracts

/// Decides when a match starts: when all have loaded, or a while after the first.
///
/// ```
///            first loads                 all loaded, or time is up
///  waiting ─────────────▶ counting ─────────────────────────────▶ started
/// ```
struct LoadingPhase: Sendable {
    enum Action: Hashable {
        /// Call `timeIsUp` after the loading limit.
        case startTimer
        /// `MatchStarting` to these: the match starts.
        case start([PlayerID])
        /// `MatchStarting` to one who came, or came back, after the start.
        case catchUp(PlayerID)
    }

    private var players: Set<PlayerID>
    private var loaded: Set<PlayerID> = []
    private(set) var started = false

    init(players: some Collection<PlayerID>) {
        precondition(!players.isEmpty, "a match has players")
        self.players = Set(players)
    }

    /// These belong to the match from now on, too.
    mutating func expect(_ newcomers: some Collection<PlayerID>) { players.formUnion(newcomers) }

    /// A player of the match says `LoadMatchComplete`.
    mutating func loaded(_ player: PlayerID) -> [Action] {
        precondition(players.contains(player), "only players of the match load it")
        if started { return [.catchUp(player)] }
        guard loaded.insert(player).inserted else { return [] }
        if loaded == players { return start() }
        return loaded.count == 1 ? [.startTimer] : []
    }

    /// The loading limit has passed since the first one loaded.
    mutating func timeIsUp() -> [Action] {
        started ? [] : start()
    }

    private mutating func start() -> [Action] {
        started = true
        return [.start(loaded.sorted())]
    }
}
