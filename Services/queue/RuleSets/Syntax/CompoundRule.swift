/// Combines rules that stand before it. A rule that some compound rule names need not hold by itself.
public struct CompoundRule: Sendable, Hashable {
    public var name: String
    public var statement: CompoundStatement

    public init(name: String, statement: CompoundStatement) {
        self.name = name
        self.statement = statement
    }
}
