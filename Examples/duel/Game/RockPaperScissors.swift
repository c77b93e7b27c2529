/// Rock, paper, scissors for any number of players and teams, as a state machine without clock or socket.
///
/// In each round everybody throws once, unseen. A player earns their faction a point for every opponent that the throw
/// beats; no throw in time loses to any. After three rounds the faction with most points wins; while the lead is shared
/// there are more, up to six, and then it is a tie.
public struct RockPaperScissors: Sendable {
    public enum Event: Sendable, Hashable {
        case threw(seat: Int, Throw, round: Int)
        /// The player's socket is gone; the rounds don't wait for them until they are back.
        case left(seat: Int)
        case returned(seat: Int)
        /// The time for throws is over.
        case roundTimedOut(round: Int)
    }

    public enum Action: Sendable, Hashable {
        /// Ask these for a throw, and call `roundTimedOut` after the time for it.
        case ask(RoundStarted, seats: [Int])
        /// Tell everybody.
        case announce(RoundEnded)
        /// The end. Nothing follows.
        case over(GameOver)
        /// The end: nobody has thrown anything in two rounds.
        case deserted
    }

    public static let rounds = 3
    public static let mostRounds = 6

    public private(set) var seats: [Seat]
    public private(set) var round = 0
    private var throwsOfRound: [Throw?]
    private var present: [Bool]
    private var points: [String: Int] = [:]
    private var silentRounds = 0
    private var ended = false

    /// - Parameter present: for each seat, whether the player is there at the start.
    public init(seats: [Seat], present: [Bool]) {
        precondition(seats.count == present.count && seats.count > 1, "a game has two players at least")
        self.seats = seats
        self.present = present
        throwsOfRound = Array(repeating: nil, count: seats.count)
        for seat in seats { points[seat.faction] = 0 }
    }

    /// The first round.
    public mutating func start() -> [Action] {
        precondition(round == 0, "a game starts once")
        return nextRound()
    }

    /// More players, who are not there yet: `returned` says when.
    public mutating func join(_ newcomers: [Seat]) {
        seats += newcomers
        present += newcomers.map { _ in false }
        throwsOfRound += newcomers.map { _ in nil }
        for seat in newcomers { points[seat.faction, default: 0] += 0 }
    }

    public mutating func handle(_ event: Event) -> [Action] {
        guard !ended, round > 0 else {
            note(presence: event)
            return []
        }
        switch event {
        case .threw(let seat, let shown, let named):
            guard named == round, throwsOfRound[seat] == nil else { return [] }
            throwsOfRound[seat] = shown
        case .left, .returned:
            note(presence: event)
            if case .returned(let seat) = event, throwsOfRound[seat] == nil {
                return [.ask(roundStarted, seats: [seat])]
            }
        case .roundTimedOut(let named):
            guard named == round else { return [] }
            return endRound()
        }
        return everybodyHasThrown ? endRound() : []
    }

    private mutating func note(presence event: Event) {
        switch event {
        case .left(let seat): present[seat] = false
        case .returned(let seat): present[seat] = true
        case .threw, .roundTimedOut: break
        }
    }

    /// False while nobody is present: then the round lasts its time, in case somebody returns.
    private var everybodyHasThrown: Bool {
        present.contains(true) && zip(present, throwsOfRound).allSatisfy { !$0 || $1 != nil }
    }

    private var roundStarted: RoundStarted { RoundStarted(round: round, of: max(Self.rounds, round)) }

    private mutating func nextRound() -> [Action] {
        round += 1
        throwsOfRound = Array(repeating: nil, count: seats.count)
        return [.ask(roundStarted, seats: seats.indices.filter { present[$0] })]
    }

    private mutating func endRound() -> [Action] {
        for (mine, shown) in throwsOfRound.enumerated() {
            guard let shown else { continue }
            for (theirs, other) in throwsOfRound.enumerated() where seats[mine].faction != seats[theirs].faction {
                if other.map(shown.beats) ?? true { points[seats[mine].faction, default: 0] += 1 }
            }
        }
        let shown = zip(seats, throwsOfRound).map { RoundEnded.Shown(nickname: $0.nickname, throw: $1) }
        let announcement = Action.announce(RoundEnded(round: round, shown: shown, points: points))
        silentRounds = throwsOfRound.allSatisfy { $0 == nil } ? silentRounds + 1 : 0
        if silentRounds == 2 {
            ended = true
            return [announcement, .deserted]
        }
        let best = points.values.max() ?? 0
        let leaders = points.values.count { $0 == best }
        guard round >= Self.rounds, leaders == 1 || round == Self.mostRounds else {
            return [announcement] + nextRound()
        }
        ended = true
        return [announcement, .over(GameOver(seats: seats, points: points))]
    }
}
