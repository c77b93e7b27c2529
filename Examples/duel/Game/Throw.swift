/// What a player shows.
public enum Throw: String, Codable, Sendable, Hashable, CaseIterable {
    case rock, paper, scissors

    public func beats(_ other: Throw) -> Bool {
        switch (self, other) {
        case (.rock, .scissors), (.scissors, .paper), (.paper, .rock): true
        default: false
        }
    }
}
