/// What a compound rule says of other rules, such as `or(and(a, b), not(c))`.
public indirect enum CompoundStatement: Sendable, Hashable {
    /// The rule of this name holds.
    case rule(String)
    /// All hold; two or more.
    case and([CompoundStatement])
    /// At least one holds; two or more.
    case or([CompoundStatement])
    /// Exactly one holds; two or more.
    case xor([CompoundStatement])
    case not(CompoundStatement)

    /// The names of the rules in it, in the order of the text.
    public var rules: [String] {
        switch self {
        case .rule(let name): [name]
        case .and(let parts), .or(let parts), .xor(let parts): parts.flatMap(\.rules)
        case .not(let part): part.rules
        }
    }
}

extension CompoundStatement: CustomStringConvertible {
    /// The statement as it is written.
    public var description: String {
        switch self {
        case .rule(let name): name
        case .and(let parts): "and(\(Self.list(parts)))"
        case .or(let parts): "or(\(Self.list(parts)))"
        case .xor(let parts): "xor(\(Self.list(parts)))"
        case .not(let part): "not(\(part))"
        }
    }

    private static func list(_ parts: [CompoundStatement]) -> String {
        parts.map(\.description).joined(separator: ", ")
    }
}
