/// What is believed about how good somebody is: a normal distribution.
public struct Skill: Sendable, Hashable {
    /// The mean.
    public var mu: Double
    /// The standard deviation.
    public var sigma: Double

    public init(mu: Double, sigma: Double) {
        self.mu = mu
        self.sigma = sigma
    }

    /// What leaderboards go by: the true skill is higher in 99.9 % of all cases.
    public var rating: Double { mu - 3 * sigma }
}
