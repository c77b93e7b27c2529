import Duel
import Testing

@Suite struct RockPaperScissorsTests {
    private static let two = [Seat(nickname: "ada", faction: "red"), Seat(nickname: "grace", faction: "blue")]

    /// A game in which seats 0, 1, … throw as each round says; what is left of it when the rounds are used up.
    private func played(_ seats: [Seat], _ rounds: [[Throw?]]) -> [RockPaperScissors.Action] {
        var game = RockPaperScissors(seats: seats, present: seats.map { _ in true })
        var actions = game.start()
        for (index, throwsOfRound) in rounds.enumerated() {
            for (seat, shown) in throwsOfRound.enumerated() {
                guard let shown else { continue }
                actions += game.handle(.threw(seat: seat, shown, round: index + 1))
            }
            if throwsOfRound.contains(nil) { actions += game.handle(.roundTimedOut(round: index + 1)) }
        }
        return actions
    }

    private func ending(_ actions: [RockPaperScissors.Action]) -> GameOver? {
        if case .over(let end)? = actions.last { end } else { nil }
    }

    @Test("Every throw beats one and loses to one")
    func circle() {
        for shown in Throw.allCases {
            #expect(Throw.allCases.count { shown.beats($0) } == 1)
            #expect(Throw.allCases.count { $0.beats(shown) } == 1)
            #expect(!shown.beats(shown))
        }
    }

    @Test("The player who wins more of three rounds is first")
    func threeRounds() throws {
        let end = try #require(ending(played(Self.two, [[.rock, .scissors], [.rock, .paper], [.paper, .rock]])))
        #expect(end.outcome == [Standing(nickname: "ada", placement: 1), Standing(nickname: "grace", placement: 2)])
        #expect(end.points == ["red": 2, "blue": 1])
    }

    @Test("While the lead is shared there are more rounds, and after six it is a tie")
    func suddenDeath() throws {
        let draw: [Throw?] = [.rock, .rock]
        #expect(ending(played(Self.two, [draw, draw, draw])) == nil)
        let decided = try #require(ending(played(Self.two, [draw, draw, draw, [.rock, .paper]])))
        #expect(decided.outcome.map(\.placement) == [2, 1])
        let tied = try #require(ending(played(Self.two, Array(repeating: draw, count: 6))))
        #expect(tied.outcome.map(\.placement) == [1, 1])
    }

    @Test("No throw in time loses to any")
    func silence() throws {
        let end = try #require(ending(played(Self.two, [[.rock, nil], [.rock, nil], [.rock, nil]])))
        #expect(end.outcome.map(\.placement) == [1, 2])
    }

    @Test("A game in which nobody throws anything for two rounds has no result")
    func desertion() {
        #expect(played(Self.two, [[nil, nil], [nil, nil]]).last == .deserted)
    }

    @Test("Team mates earn for one faction and share its placement")
    func teams() throws {
        let seats = [
            Seat(nickname: "a", faction: "red"), Seat(nickname: "b", faction: "red"),
            Seat(nickname: "c", faction: "blue"), Seat(nickname: "d", faction: "blue"),
        ]
        let end = try #require(ending(played(seats, Array(repeating: [.rock, .paper, .rock, .scissors], count: 3))))
        // Each round: a beats d, b beats c, d beats b.
        #expect(end.points == ["red": 6, "blue": 3])
        #expect(end.outcome.map(\.placement) == [1, 1, 2, 2])
    }

    @Test("Four by themselves are placed by what they earned, equals sharing a place")
    func freeForAll() throws {
        let seats = ["a", "b", "c", "d"].map { Seat(nickname: $0, faction: $0) }
        let end = try #require(ending(played(seats, Array(repeating: [.paper, .rock, .rock, .rock], count: 3))))
        #expect(end.outcome.map(\.placement) == [1, 2, 2, 2])
    }

    @Test("A second throw in a round, or one for another round, doesn't count")
    func onceARound() {
        var game = RockPaperScissors(seats: Self.two, present: [true, true])
        _ = game.start()
        #expect(game.handle(.threw(seat: 0, .rock, round: 1)).isEmpty)
        #expect(game.handle(.threw(seat: 0, .paper, round: 1)).isEmpty)
        #expect(game.handle(.threw(seat: 1, .scissors, round: 2)).isEmpty)
        let actions = game.handle(.threw(seat: 1, .scissors, round: 1))
        guard case .announce(let round)? = actions.first else {
            Issue.record("no result of the round: \(actions)")
            return
        }
        #expect(round.points == ["red": 1, "blue": 0])
    }

    @Test("A round doesn't wait for a player who has left, and asks one who returns")
    func presence() {
        var game = RockPaperScissors(seats: Self.two, present: [true, true])
        _ = game.start()
        #expect(game.handle(.threw(seat: 0, .rock, round: 1)).isEmpty)
        #expect(game.handle(.left(seat: 1)).last == .ask(RoundStarted(round: 2, of: 3), seats: [0]))
        #expect(game.handle(.returned(seat: 1)) == [.ask(RoundStarted(round: 2, of: 3), seats: [1])])
    }

    @Test("Who joins later throws from the round on in which they are there, and stands in the end")
    func joining() throws {
        var game = RockPaperScissors(seats: Self.two, present: [true, true])
        _ = game.start()
        for seat in 0..<2 { _ = game.handle(.threw(seat: seat, seat == 0 ? .rock : .scissors, round: 1)) }
        game.join([Seat(nickname: "radia", faction: "blue")])
        #expect(game.handle(.returned(seat: 2)) == [.ask(RoundStarted(round: 2, of: 3), seats: [2])])
        var actions: [RockPaperScissors.Action] = []
        for round in 2...3 {
            for (seat, shown) in [Throw.rock, .paper, .paper].enumerated() {
                actions += game.handle(.threw(seat: seat, shown, round: round))
            }
        }
        let end = try #require(ending(actions))
        #expect(end.outcome.map(\.nickname) == ["ada", "grace", "radia"])
        #expect(end.outcome.map(\.placement) == [2, 1, 1])
        #expect(end.points == ["red": 1, "blue": 4])
    }
}
