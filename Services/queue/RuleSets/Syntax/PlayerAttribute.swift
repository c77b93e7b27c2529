/// A member of `playerAttributes`: something that players bring along.
public struct PlayerAttribute: Sendable, Hashable {
    public var name: String
    public var type: AttributeType
    /// What a player has who brings none. Without it, such a player can't be matched.
    public var defaultValue: AttributeValue?

    public init(name: String, type: AttributeType, defaultValue: AttributeValue? = nil) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
    }
}

extension PlayerAttribute {
    /// The player's rating in the mode, which the queue knows without being told; 0 for one who has never been rated. Rule
    /// sets may use it without declaring it, and declare it to give another default.
    public static let rating = PlayerAttribute(name: "rating", type: .number, defaultValue: .number(0))
}
