import Contracts
import MatchingCore
import Testing

@testable import Simulation

/// What is said of waiting tickets, held against what comes of it.
@Suite struct ExplanationReplayTests {
    private struct Tally {
        var said = 0
        var held = 0
    }

    @Test("of what is said to have waiting players matched, at least 95 of 100 have it so", arguments: ReplayCase.all)
    func holds(_ one: ReplayCase) throws {
        var tallies: [String: Tally] = [:]
        var (asked, unsaid) = (0, 0)
        var seed: UInt64 = 0
        while asked < 200 {
            seed += 1
            try #require(seed < 50, "few wait")
            var crowd = Crowd(plan: one.crowd, seed: seed)
            var simulation = MatchSimulation(mode: one.mode, tickets: crowd.tickets(), seed: seed)
            simulation.run(until: Timestamp(milliseconds: Int64(one.crowd.duration * 1000)))
            let later = simulation.lateMatches()
            for number in simulation.waiting where asked < 200 {
                asked += 1
                let remedies = simulation.remedies(for: number)
                for remedy in remedies {
                    var trial = simulation
                    let holds = trial.isMatched(number, after: remedy)
                    let kind = String("\(remedy.change)".prefix { $0 != "(" })
                    tallies[kind, default: Tally()].said += 1
                    if holds { tallies[kind, default: Tally()].held += 1 }
                }
                if later.contains(number), !remedies.contains(where: \.isWait) { unsaid += 1 }
            }
        }
        let said = tallies.values.reduce(0) { $0 + $1.said }
        let held = tallies.values.reduce(0) { $0 + $1.held }
        let counts = tallies.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.held)/\($0.value.said)" }
        #expect(said >= 200, "little is said")
        #expect(held * 100 >= said * 95, "\(counts)")
        #expect(unsaid * 100 <= asked * 5, "\(unsaid) were matched by waiting, which wasn't said")
    }
}

extension Remedy {
    fileprivate var isWait: Bool { if case .wait = change { true } else { false } }
}
