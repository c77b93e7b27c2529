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
