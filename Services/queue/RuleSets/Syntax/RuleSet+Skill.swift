extension RuleSet {
    /// The number by which its players are told apart where figures are told: `skill` if it is declared, or `rating`, or the first
    /// number that is; the rating where there is none.
    public var skillAttribute: PlayerAttribute {
        let numbers = playerAttributes.filter { $0.type == .number }
        return numbers.first { $0.name == "skill" } ?? numbers.first { $0.name == PlayerAttribute.rating.name }
            ?? numbers.first ?? .rating
    }
}
