import Glibc  // exp, log

/// The rating model of Weng and Lin for the Plackett–Luce order of teams: "A Bayesian Approximation Method for Online
/// Ranking", Journal of Machine Learning Research 12 (2011), algorithm 4; with the parameters and the handling of ties of the
/// openskill packages, whose figures the tests compare with.
///
/// With team q's skill μ_q = Σ μ, σ_q² = Σ σ² over its players, c = √Σ_q (σ_q² + β²), e_q = exp(μ_q / c), A_q the number of
/// teams that share q's place, and S_q = Σ e_s over the teams s that came no better than q:
///
/// ```
///   Ω_i = σ_i²/c  · Σ_{q no worse than i} ([q = i] − e_i/S_q) / A_q
///   Δ_i = σ_i²/c² · σ_i/c · Σ_{q no worse than i} (e_i/S_q)(1 − e_i/S_q) / A_q
///   μ  ← μ + σ²/σ_i² · Ω_i          σ ← σ · √max(1 − σ²/σ_i² · Δ_i, κ)
/// ```
///
/// Before that every σ grows to √(σ² + τ²), so that nobody's rating ever freezes.
public struct PlackettLuce: Sendable, Hashable {
    /// What is believed of somebody who never played.
    public var prior = Skill(mu: 25, sigma: 25.0 / 3)
    /// How much a player's performance varies from match to match.
    public var beta = 25.0 / 6
    /// The least share of its variance that a match leaves to a skill.
    public var kappa = 0.0001
    /// How much a skill may drift from match to match.
    public var tau = 25.0 / 300

    public init() {}

    /// The skills after a match.
    ///
    /// - Parameters:
    ///   - teams: two or more, each with at least one player.
    ///   - places: of each team; lower is better, equal ones are ties. Only their order counts.
    public func rate(_ teams: [[Skill]], places: [Double]) -> [[Skill]] {
        precondition(teams.count >= 2 && teams.count == places.count && teams.allSatisfy { !$0.isEmpty })
        let teams = teams.map { $0.map { Skill(mu: $0.mu, sigma: ($0.sigma * $0.sigma + tau * tau).squareRoot()) } }
        let sums = teams.map(Sum.init)
        let c = sums.reduce(0) { $0 + $1.variance + beta * beta }.squareRoot()
        // Logarithms, since e_i itself may be too large or too small for a number.
        let powers = sums.map { $0.mu / c }
        let shares = places.indices.map { q in
            let rest = places.indices.filter { places[$0] >= places[q] }.map { powers[$0] }
            let greatest = rest.max() ?? 0
            return greatest + log(rest.reduce(0) { $0 + exp($1 - greatest) })
        }
        let ties = places.map { place in Double(places.count { $0 == place }) }
        return teams.indices.map { i in
            var omega = 0.0
            var delta = 0.0
            for q in teams.indices where places[q] <= places[i] {
                let chance = exp(powers[i] - shares[q])
                omega += ((q == i ? 1 : 0) - chance) / ties[q]
                delta += chance * (1 - chance) / ties[q]
            }
            let variance = sums[i].variance
            omega *= variance / c
            delta *= variance / (c * c) * (variance.squareRoot() / c)
            return teams[i].map { player in
                let share = player.sigma * player.sigma / variance
                return Skill(
                    mu: player.mu + share * omega,
                    sigma: player.sigma * max(1 - share * delta, kappa).squareRoot())
            }
        }
    }

    /// How likely it is that one team comes before another: 1 / (1 + e^((μ₂ − μ₁) / c)) with c = √(2β² + σ₁² + σ₂²), what the
    /// update of a match of the two believes. Sums are over a team's players.
    public func chance(of team: [Skill], against other: [Skill]) -> Double {
        let (one, two) = (Sum(team), Sum(other))
        let spread = (2 * beta * beta + one.variance + two.variance).squareRoot()
        return 1 / (1 + exp((two.mu - one.mu) / spread))
    }

    private struct Sum {
        var mu = 0.0
        var variance = 0.0

        init(_ players: [Skill]) {
            for player in players {
                mu += player.mu
                variance += player.sigma * player.sigma
            }
        }
    }
}
