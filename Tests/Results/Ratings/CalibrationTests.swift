import RatingsCore
import Testing

@Suite struct CalibrationTests {
    private let model = PlackettLuce()

    private func duel(_ first: Int, _ second: Int) throws -> Standings {
        try #require(Standings([("red", first), ("blue", second)]))
    }

    @Test("Who always says one half has a Brier score of a quarter, whatever happens; a tie costs nothing")
    func coin() throws {
        var calibration = Calibration(bins: 10)
        let even = [model.prior, model.prior]
        calibration.add(try duel(1, 2), before: even, model: model)
        calibration.add(try duel(2, 1), before: even, model: model)
        #expect(calibration.squares == 0.5)
        calibration.add(try duel(1, 1), before: even, model: model)
        #expect(calibration.squares == 0.5)
        #expect(calibration.matches == 3)
        #expect(calibration.bins[0].count == 3 && calibration.bins[0].predicted == 1.5)
    }

    @Test("It makes no difference which side is named first")
    func symmetry() throws {
        let skills = [Skill(mu: 30, sigma: 3), Skill(mu: 22, sigma: 5)]
        var (one, other) = (Calibration(bins: 5), Calibration(bins: 5))
        one.add(try duel(1, 2), before: skills, model: model)
        other.add(try duel(2, 1), before: skills.reversed(), model: model)
        #expect(one == other)
        let chance = model.chance(of: [skills[0]], against: [skills[1]])
        let bin = try #require(one.bins.first { $0.count == 1 })
        #expect(bin.predicted == chance && bin.won == 1)
        #expect(one.squares == (chance - 1) * (chance - 1))
    }

    @Test("Each two sides of a match are a prediction")
    func sides() throws {
        var calibration = Calibration(bins: 10)
        let standings = try #require(Standings([("a", 1), ("b", 2), ("c", 3), ("d", 3)]))
        calibration.add(standings, before: Array(repeating: model.prior, count: 4), model: model)
        #expect(calibration.bins.reduce(0) { $0 + $1.count } == 6)
        #expect(calibration.matches == 1)
    }

    /// Players whose true skills are drawn from the prior, rated match after match.
    @Test("Over many matches of players as the model assumes them, what it expects comes true")
    func calibrated() throws {
        var random = SplitMix(state: 7)
        let skills = (0..<200).map { _ in 25 + 25.0 / 3 * random.normal() }
        var known = Array(repeating: model.prior, count: skills.count)
        var calibration = Calibration(bins: 10)
        for round in 0..<20_000 {
            let one = Int(random.next() % 200)
            let other = (one + 1 + Int(random.next() % 199)) % 200
            let performances = [one, other].map { skills[$0] + model.beta * random.normal() }
            let standings = try duel(
                performances[0] > performances[1] ? 1 : 2, performances[0] > performances[1] ? 2 : 1)
            let before = [known[one], known[other]]
            if round >= 4000 { calibration.add(standings, before: before, model: model) }
            let after = standings.rate(before, by: model)
            (known[one], known[other]) = (after[0], after[1])
        }
        for bin in calibration.bins where bin.count > 300 {
            let gap = (bin.predicted - bin.won) / Double(bin.count)
            #expect(abs(gap) < 0.06, "\(bin)")
        }
        #expect(calibration.squares / 16_000 < 0.17)
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }

        /// The sum of twelve uniform numbers, less six.
        mutating func normal() -> Double {
            (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &self) }
        }
    }
}
