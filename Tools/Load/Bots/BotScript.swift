import API
import Contracts

/// What a bot does next: the decisions of a `Bot`, without clock or socket.
///
/// ```
///            enqueue        found           confirmed        complete
///   resting ────────▶ queued ─────▶ accepting ──────▶ playing ────────▶ resting, or the end
///                       ▲              │ returned, or fell out
///                       └──────────────┘
/// ```
struct BotScript {
    enum Action: Hashable {
        /// Ask for a match, not before the seconds have passed.
        case enqueue(afterSeconds: Int)
        case accept(MatchID)
        case play(MatchConfig, cookie: String)
        /// Leave the queue; the answer comes as a state.
        case leave
        case finish
    }

    private enum Phase: Hashable {
        case resting, queued
        case accepting(MatchID)
        case playing(MatchID, address: String)
    }

    private var phase = Phase.resting
    private var revision: Int64 = -1
    /// Matches still to be played; nil for no end.
    private var wanted: Int?
    private var stopping = false

    /// - Parameter matches: how many to play; nil to go on until `stop`.
    init(matches: Int?) { wanted = matches }

    /// To be called once, when the bot's present state is known.
    mutating func start() -> [Action] { enqueue() }

    /// No more matches: leaves the queue, but plays on what has begun.
    mutating func stop() -> [Action] {
        guard !stopping else { return [] }
        stopping = true
        switch phase {
        case .resting: return [.finish]
        case .queued: return [.leave]
        case .accepting, .playing: return []
        }
    }

    /// The request to be queued was refused or its answer is unknown, or the time to wait for it has passed.
    mutating func enqueueAgain(afterSeconds seconds: Int) -> [Action] {
        guard phase == .queued else { return [] }
        return stopping ? [.leave] : [.enqueue(afterSeconds: seconds)]
    }

    /// True while a request to be queued makes sense.
    var wantsToBeQueued: Bool { phase == .queued && !stopping }

    /// The bot's state, as often as one comes; what is older than the last is ignored.
    mutating func handle(_ state: StateBody) -> [Action] {
        guard state.revision >= revision else { return [] }
        let isNew = state.revision > revision
        revision = state.revision
        switch PlayerState.Kind(state.type) {
        case .notQueued:
            guard isNew || stopping, phase != .resting else { return [] }
            return enqueue(afterSeconds: state.retryAfterSeconds ?? 0)
        case .lookingForMatch:
            guard phase != .resting else { return [] }
            phase = .queued
            return stopping ? [.leave] : []
        case .matchFound:
            guard let match = state.matchId else { return [] }
            let known = phase == .accepting(match)
            phase = .accepting(match)
            return known || state.youAccepted == true ? [] : [.accept(match)]
        case .matchConfirmed:
            guard let config = state.matchConfig, let address = config.address, let cookie = state.cookie else {
                return []
            }
            guard phase != .playing(config.matchID, address: address) else { return [] }
            phase = .playing(config.matchID, address: address)
            return [.play(config, cookie: cookie)]
        case .matchComplete:
            // Stopped before it was queued again: there is nothing to leave.
            if stopping, phase == .queued { return enqueue() }
            guard case .playing(let match, _) = phase, match == state.matchId else { return [] }
            wanted = wanted.map { $0 - 1 }
            return enqueue()
        default: return []
        }
    }

    private mutating func enqueue(afterSeconds seconds: Int = 0) -> [Action] {
        if stopping || wanted == 0 {
            phase = .resting
            return [.finish]
        }
        phase = .queued
        return [.enqueue(afterSeconds: seconds)]
    }
}
