import Foundation
import RatingsCore
import Testing

/// The model against what the PyPI package openskill makes of the same matches: see `Tests/Vectors/PlackettLuce/make-vectors`.
@Suite struct PlackettLuceTests {
    private struct Vectors: Decodable {
        struct Match: Decodable {
            var places: [Double]
            /// For each team and player μ and σ.
            var before: [[[Double]]]
            var after: [[[Double]]]
        }
        struct Parameters: Decodable { var mu, sigma, beta, kappa, tau: Double }
        var version: String
        var parameters: Parameters
        var matches: [Match]
    }

    private static let tolerance = 1e-9
    private let vectors: Vectors
    private let model = PlackettLuce()

    init() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = tests.appendingPathComponent("Vectors/PlackettLuce/vectors.json")
        vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    }

    private func skills(_ teams: [[[Double]]]) -> [[Skill]] {
        teams.map { $0.map { Skill(mu: $0[0], sigma: $0[1]) } }
    }

    @Test("The parameters are the package's")
    func parameters() {
        #expect(vectors.version == "6.2.0")
        #expect(model.prior == Skill(mu: vectors.parameters.mu, sigma: vectors.parameters.sigma))
        #expect(model.beta == vectors.parameters.beta)
        #expect(model.kappa == vectors.parameters.kappa)
        #expect(model.tau == vectors.parameters.tau)
    }

    @Test("Skills after a match are those of the package: teams of different sizes, ties, up to twenty teams")
    func rating() {
        #expect(vectors.matches.count >= 160)
        for (number, match) in vectors.matches.enumerated() {
            let after = model.rate(skills(match.before), places: match.places)
            for (team, expected) in zip(after, skills(match.after)) {
                for (skill, expected) in zip(team, expected) {
                    let error = max(abs(skill.mu - expected.mu), abs(skill.sigma - expected.sigma))
                    #expect(error <= Self.tolerance, "match \(number)")
                }
            }
        }
    }

    @Test("The chance of one team against another is what the update believes")
    func chances() {
        for match in vectors.matches where match.before.count == 2 && match.places[0] < match.places[1] {
            let teams = skills(match.before)
            let chance = model.chance(of: teams[0], against: teams[1])
            #expect(abs(model.chance(of: teams[1], against: teams[0]) - (1 - chance)) <= Self.tolerance)
        }
        // Skills as they are when a match begins, the drift of tau included: the winner's mean moves by σ²/c times the surprise.
        func drifted(_ skill: Skill) -> Skill {
            Skill(mu: skill.mu, sigma: (skill.sigma * skill.sigma + model.tau * model.tau).squareRoot())
        }
        let (one, other) = (Skill(mu: 30, sigma: 3), Skill(mu: 22, sigma: 5))
        let (first, second) = (drifted(one), drifted(other))
        let variance = first.sigma * first.sigma
        let spread = (2 * model.beta * model.beta + variance + second.sigma * second.sigma).squareRoot()
        let surprise = (model.rate([[one], [other]], places: [1, 2])[0][0].mu - one.mu) * spread / variance
        #expect(abs(1 - surprise - model.chance(of: [first], against: [second])) <= Self.tolerance)
    }

    @Test("Only the order of places counts, and the order of teams does not")
    func invariance() {
        let match = skills(vectors.matches[70].before)
        let places = vectors.matches[70].places
        let after = model.rate(match, places: places)
        #expect(model.rate(match, places: places.map { $0 * 10 - 3 }) == after)
        let reversed = model.rate(match.reversed(), places: places.reversed())
        for (team, same) in zip(after, reversed.reversed()) {
            for (skill, same) in zip(team, same) {
                #expect(abs(skill.mu - same.mu) <= Self.tolerance && abs(skill.sigma - same.sigma) <= Self.tolerance)
            }
        }
    }

    @Test("Whatever the skills, what comes out are numbers, and winning never costs")
    func extremes() {
        let far = [Skill(mu: 1e6, sigma: 0.001), Skill(mu: -1e6, sigma: 500), Skill(mu: 0, sigma: 25)]
        for one in far {
            for other in far {
                let after = model.rate([[one], [other]], places: [1, 2])
                #expect(after.joined().allSatisfy { $0.mu.isFinite && $0.sigma.isFinite && $0.sigma > 0 })
                #expect(after[0][0].mu >= one.mu && after[1][0].mu <= other.mu)
            }
        }
    }
}
