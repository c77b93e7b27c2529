/// How large a rule set and its parts may be. What is larger is a fault, so that reading and checking are bounded.
public enum RuleSetLimits {
    /// The most players of a match for which all rule types are allowed, as in FlexMatch.
    public static let smallMatch = 40
    /// The most players of a match, as in FlexMatch.
    public static let largestMatch = 200
    /// Bytes of a file.
    public static let fileBytes = 262_144
    /// Lists and objects within one another, in JSON.
    public static let jsonDepth = 32
    /// UTF-8 bytes of a name.
    public static let nameBytes = 128
    public static let playerAttributes = 64
    public static let teams = 100
    public static let rules = 100
    public static let measurements = 16
    public static let expansions = 100
    public static let expansionSteps = 50
    /// Different waiting times of all expansions together.
    public static let stages = 200
    /// Functions within one another in a property expression or a compound statement.
    public static let expressionDepth = 16
    /// Rules named in one compound statement.
    public static let statementRules = 256
    /// Elements of a string list, or keys of a map.
    public static let collectionElements = 100
    /// UTF-8 bytes of a text in an attribute or a reference value.
    public static let textBytes = 1024
    /// The longest wait before an expansion's step, seconds.
    public static let waitTimeSeconds = 86_400.0
}
