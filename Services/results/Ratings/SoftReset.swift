/// What a new season makes of a skill: it moves towards what is believed of a newcomer, and becomes less certain.
///
/// ```
///   μ ← μ₀ + keep · (μ − μ₀)        σ ← min(σ₀, √(σ² + doubt²))
/// ```
public struct SoftReset: Sendable, Hashable {
    /// How much of the distance from the prior's mean is kept.
    public var keep = 0.75
    /// The standard deviation that is added.
    public var doubt = 25.0 / 6

    public init() {}

    /// - Parameter seasons: how many began since the skill was last changed.
    public func apply(to skill: Skill, seasons: Int, prior: Skill) -> Skill {
        var skill = skill
        for _ in 0..<max(0, seasons) {
            skill.mu = prior.mu + keep * (skill.mu - prior.mu)
            skill.sigma = min(prior.sigma, (skill.sigma * skill.sigma + doubt * doubt).squareRoot())
        }
        return skill
    }
}
