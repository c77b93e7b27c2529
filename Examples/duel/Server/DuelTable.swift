import Contracts
import MatchSocket

/// Plays one match: turns what happens on its sockets into events of the game, and the game's actions into messages.
struct DuelTable: Sendable {
    enum Ending: Sendable, Hashable {
        case over(GameOver)
        /// Nobody came, or nobody threw anything: without a result.
        case deserted
        /// The task was cancelled: the match has ended elsewhere.
        case cancelled
    }

    enum Input: Sendable {
        case socket(MatchSocketEvent)
        case roundTimedOut(Int)
        case nobodyCame
        /// Players have joined: the match as it is now.
        case filled(MatchConfig)
    }

    /// As it began.
    let match: MatchConfig
    /// For a throw, in each round.
    let throwLimit: Duration
    /// From the beginning to `MatchStarting`.
    let arrivalLimit: Duration
    let sockets: MatchSocketServer
    /// Called once, when the match has started.
    let started: @Sendable () -> Void

    private let inputs: AsyncStream<Input>
    private let feed: AsyncStream<Input>.Continuation

    init(
        match: MatchConfig, throwLimit: Duration, arrivalLimit: Duration, sockets: MatchSocketServer,
        started: @escaping @Sendable () -> Void
    ) {
        self.match = match
        self.throwLimit = throwLimit
        self.arrivalLimit = arrivalLimit
        self.sockets = sockets
        self.started = started
        (inputs, feed) = AsyncStream.makeStream()
    }

    /// Where the sockets of the match report.
    func take(_ event: MatchSocketEvent) { feed.yield(.socket(event)) }

    /// Seats those who have joined since.
    func seat(_ match: MatchConfig) { feed.yield(.filled(match)) }

    func run() async -> Ending {
        await withTaskGroup(of: Void.self) { timers in
            var match = match
            var game: RockPaperScissors?
            defer { timers.cancelAll() }
            after(arrivalLimit, .nobodyCame, in: &timers)
            for await input in inputs {
                var actions: [RockPaperScissors.Action] = []
                switch input {
                case .socket(.starting(let players)):
                    var begun = RockPaperScissors(seats: match.seats, present: match.playerIDs.map(players.contains))
                    actions = begun.start()
                    game = begun
                    started()
                case .socket(let event): actions = translate(event, match).flatMap { game?.handle($0) } ?? []
                case .roundTimedOut(let round): actions = game?.handle(.roundTimedOut(round: round)) ?? []
                case .nobodyCame: actions = game == nil ? [.deserted] : []
                case .filled(let filled):
                    game?.join(Array(filled.seats.dropFirst(match.seats.count)))
                    match = filled
                }
                if let ending = await carryOut(actions, match, in: &timers) { return ending }
            }
            return .cancelled
        }
    }

    /// What an event on the sockets is to the game; nil for what it needn't know.
    private func translate(_ event: MatchSocketEvent, _ match: MatchConfig) -> RockPaperScissors.Event? {
        func seat(of player: PlayerID) -> Int? { match.playerIDs.firstIndex(of: player) }
        switch event {
        case .joined, .starting: return nil
        case .caughtUp(let player): return seat(of: player).map { .returned(seat: $0) }
        case .left(let player): return seat(of: player).map { .left(seat: $0) }
        case .said(let player, let message):
            guard message.type == ThrowMade.name else { return nil }
            let made = try? message.decoded(as: ThrowMade.self)  // a broken one counts as no throw
            guard let made else { return nil }
            return seat(of: player).map { .threw(seat: $0, made.throw, round: made.round) }
        }
    }

    private func carryOut(
        _ actions: [RockPaperScissors.Action], _ match: MatchConfig, in timers: inout TaskGroup<Void>
    ) async -> Ending? {
        for action in actions {
            switch action {
            case .ask(let round, let seats):
                await say(round, to: seats.map { match.playerIDs[$0] })
                after(throwLimit, .roundTimedOut(round.round), in: &timers)
            case .announce(let round): await say(round, to: match.playerIDs)
            case .over(let end):
                await say(end, to: match.playerIDs)
                return .over(end)
            case .deserted: return .deserted
            }
        }
        return nil
    }

    private func say(_ body: some Encodable & Sendable, to players: [PlayerID]) async {
        do {
            await sockets.send(.game(try GameMessage(body)), to: players, in: match.matchID)
        } catch {
            preconditionFailure("a message of the game that can't be encoded: \(error)")
        }
    }

    private func after(_ time: Duration, _ input: Input, in timers: inout TaskGroup<Void>) {
        timers.addTask {
            // Cancelled when the match is over first.
            do { try await Task.sleep(for: time) } catch { return }
            feed.yield(input)
        }
    }
}

extension MatchConfig {
    var seats: [Seat] { zip(nicknames, factions).map { Seat(nickname: $0, faction: $1) } }
}
