/// How the players of a ticket stand in a rule.
struct PartyView: Sendable, Hashable {
    enum Weight: Sendable, Hashable {
        /// Each player has the value of the ticket, so that averages, sums and counts go by players.
        case perPlayer
        /// The ticket stands once.
        case perTicket
    }

    /// Of numbers; `nil` when each player has his own.
    var numbers: PartyAggregation?
    /// Of string lists; `nil` when each player has his own.
    var lists: CollectionRule.PartyAggregation?
    var weight: Weight = .perPlayer

    static let own = PartyView()

    /// What stands for the players of a ticket, given what each has.
    func values(_ own: [AttributeValue]) -> [ExpressionValue] {
        let aggregate: ExpressionValue?
        switch own.first {
        case .number where numbers != nil:
            aggregate = numbers.map { .number($0.of(own.compactMap(\.number))) }
        case .stringList where lists != nil:
            aggregate = lists.map { .list($0.of(own.compactMap(\.stringList)).map { .string($0) }) }
        default: aggregate = nil
        }
        guard let aggregate else { return own.map(ExpressionValue.init) }
        return Array(repeating: aggregate, count: weight == .perPlayer ? own.count : 1)
    }
}

extension ExpressionValue {
    fileprivate init(_ value: AttributeValue) {
        self =
            switch value {
            case .number(let number): .number(number)
            case .string(let text): .string(text)
            case .stringList(let texts): .list(texts.map { .string($0) })
            case .stringNumberMap: .thing
            }
    }
}

extension PartyAggregation {
    /// What stands for the numbers of a ticket's players; there is at least one.
    public func of(_ numbers: [Double]) -> Double {
        switch self {
        case .min: numbers.min() ?? 0
        case .max: numbers.max() ?? 0
        case .avg: numbers.isEmpty ? 0 : numbers.reduce(0, +) / Double(numbers.count)
        }
    }
}

extension CollectionRule.PartyAggregation {
    /// What stands for the lists of a ticket's players: each string once, in the order in which they come.
    public func of(_ lists: [[String]]) -> [String] {
        switch self {
        case .union:
            var seen: Set<String> = []
            return lists.joined().filter { seen.insert($0).inserted }
        case .intersection: return PropertyExpression.Function.common(lists)
        }
    }
}
