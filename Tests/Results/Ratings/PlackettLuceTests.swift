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
            /// Two teams, and how likely the first is to come before the second.
            var chances: [[Double]]
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

    @Test("The chance of one team against another is the package's")
    func chances() {
        for (number, match) in vectors.matches.enumerated() {
            let teams = skills(match.before)
            for chance in match.chances {
                let (one, other) = (teams[Int(chance[0])], teams[Int(chance[1])])
                #expect(abs(model.chance(of: one, against: other) - chance[2]) <= Self.tolerance, "match \(number)")
                #expect(abs(model.chance(of: other, against: one) - (1 - chance[2])) <= Self.tolerance)
            }
        }
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
