import Contracts
import ModesCore
import RuleSetsCore
import Simulation
import Testing

/// A day of a game on which at noon four times as many come, or a quarter.
@Suite struct WaitDayTests {
    /// Two against two, near in skill, wider with time.
    private static func mode() throws -> Mode {
        let file = """
            {"mode": "day", "requestTimeoutSeconds": 300, "ruleSet": {"ruleLanguageVersion": "1.0",
              "playerAttributes": [{"name": "skill", "type": "number"}],
              "teams": [{"name": "red", "minPlayers": 2, "maxPlayers": 2}, {"name": "blue", "minPlayers": 2, "maxPlayers": 2}],
              "rules": [{"name": "near", "type": "batchDistance", "batchAttribute": "skill", "maxDistance": 120}],
              "expansions": [{"target": "rules[near].maxDistance", "steps": [{"waitTimeSeconds": 20, "value": 200},
                {"waitTimeSeconds": 60, "value": 400}, {"waitTimeSeconds": 120, "value": 900}]}]}}
            """
        return try ModeReader.mode(from: Array(file.utf8))
    }

    private static func trial(_ before: Double, _ after: Double, patience: Double? = nil, seed: UInt64) throws
        -> WaitTrial
    {
        let mode = try mode()
        let plan = CrowdPlan(
            rates: [.init(from: 0, ticketsPerSecond: before), .init(from: 43_200, ticketsPerSecond: after)],
            duration: 86_400, skill: .normal(mean: 1500, deviation: 350), skillAttribute: "skill",
            partySizes: Weighted([(value: 1, weight: 7), (value: 2, weight: 3)])!, patience: patience)
        var crowd = Crowd(plan: plan, seed: seed)
        let tickets = crowd.tickets()
        var simulation = MatchSimulation(mode: mode, tickets: tickets, seed: seed)
        var trial = WaitTrial(mode: mode, tickets: tickets)
        _ = simulation.run { trial.take($0, of: tickets[$0.ticket]) }
        return trial
    }

    @Test(
        "over a day with a shock at noon the interval holds for 80 of 100, and the estimate is nearer than a rolling mean",
        arguments: [(0.12, 0.48, 1), (0.48, 0.12, 2), (0.12, 0.48, 3)])
    func shock(before: Double, after: Double, seed: Int) throws {
        let trial = try Self.trial(before, after, seed: UInt64(seed))
        let day = trial.score
        #expect(day.tickets > 20_000)
        #expect((0.77...0.83).contains(day.coverage), "\(day.coverage)")
        #expect((0.77...0.83).contains(day.wholeCoverage), "\(day.wholeCoverage)")
        #expect(day.loss < day.lossOfRollingMean && day.loss < day.lossOfRollingMeanOfKind)
        #expect(day.lossOfEnds < day.lossOfRollingEnds)
        for (players, score) in trial.scoresBySize {
            #expect((0.77...0.83).contains(score.coverage), "\(players) players: \(score.coverage)")
            #expect(score.loss < score.lossOfRollingMean, "\(players) players")
        }
        for (bracket, score) in trial.scoresByBracket.scores.enumerated() {
            #expect((0.76...0.84).contains(score.coverage), "bracket \(bracket): \(score.coverage)")
        }
        // Half an hour after noon the new times have been learnt.
        let afternoon = trial.score(from: 45_000, to: 50_400)
        #expect((0.74...0.86).contains(afternoon.coverage), "\(afternoon.coverage)")
        #expect(afternoon.loss < afternoon.lossOfRollingMean)
    }

    @Test("those who give up count for as long as they have searched")
    func patience() throws {
        let day = try Self.trial(0.12, 0.48, patience: 200, seed: 4).score
        #expect(day.judged < day.tickets)
        #expect((0.77...0.83).contains(day.coverage), "\(day.coverage)")
        #expect(day.loss < day.lossOfRollingMean)
    }
}
