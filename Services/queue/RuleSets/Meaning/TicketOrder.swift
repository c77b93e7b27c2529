/// The order in which sorting rules have tickets tried with the oldest one, which they call the anchor.
///
/// Rules sort in the order of the file: later ones decide between those alike under the earlier ones. What is still alike
/// keeps the order it had, which by custom is that of age.
public struct TicketOrder: Sendable {
    private let ruleSet: RuleSet
    private let rules: [(rule: SortRule, isDistance: Bool)]

    public init(_ ruleSet: RuleSet) {
        self.ruleSet = ruleSet
        rules = ruleSet.rules.compactMap { rule in
            switch rule {
            case .distanceSort(let rule): (rule, true)
            case .absoluteSort(let rule): (rule, false)
            default: nil
            }
        }
    }

    /// What a ticket is sorted by, ascending, one for each sorting rule.
    ///
    /// - `distanceSort`: how far its number is from the anchor's; with `descending` the furthest come first.
    /// - `absoluteSort`: its number itself; of a string, 0 when it is the anchor's and 1 when it isn't.
    /// - Of a map, the number is that under the key at which the anchor's own map has its least or greatest value (of
    ///   several such keys, the first by name). A ticket without that key, or without any value, comes last.
    public func keys(of ticket: MatchCandidate.Ticket, anchor: MatchCandidate.Ticket) -> [Double] {
        let context = MatchContext(ruleSet: ruleSet, match: MatchCandidate(teams: []))
        return rules.map { rule, isDistance in
            guard let value = context.number(rule, of: ticket, anchor: anchor),
                let own = isDistance ? context.number(rule, of: anchor, anchor: anchor) : 0
            else { return .infinity }
            let key = isDistance ? abs(value - own) : value
            return rule.sortDirection == .ascending ? key : -key
        }
    }

    /// The tickets in the order in which they are tried.
    public func sorted(_ tickets: [MatchCandidate.Ticket], anchor: MatchCandidate.Ticket) -> [MatchCandidate.Ticket] {
        let keyed = tickets.enumerated().map { ($0.offset, keys(of: $0.element, anchor: anchor), $0.element) }
        return keyed.sorted { left, right in
            for (one, other) in zip(left.1, right.1) where one != other { return one < other }
            return left.0 < right.0
        }.map(\.2)
    }
}

extension MatchContext {
    /// The number of a ticket under a sorting rule.
    fileprivate func number(
        _ rule: SortRule, of ticket: MatchCandidate.Ticket, anchor: MatchCandidate.Ticket
    ) -> Double? {
        do {
            let values = try values(rule.sortAttribute, of: ticket)
            let anchors = try self.values(rule.sortAttribute, of: anchor)
            switch values.first {
            case .number: return rule.partyAggregation.of(values.compactMap(\.number))
            case .string: return values == anchors || Set(values).isSubset(of: Set(anchors)) ? 0 : 1
            case .stringNumberMap:
                guard let key = rule.key(of: anchors.compactMap(\.stringNumberMap)) else { return nil }
                let numbers = values.compactMap { $0.stringNumberMap?[key] }
                return numbers.isEmpty ? nil : rule.partyAggregation.of(numbers)
            case .stringList, nil: return nil
            }
        } catch {
            return nil  // a ticket without a value comes last
        }
    }
}

extension SortRule {
    /// The key at which the anchor's maps, aggregated over its players, have their least or greatest value.
    fileprivate func key(of maps: [[String: Double]]) -> String? {
        let keys = Set(maps.flatMap(\.keys)).sorted()
        let values = keys.map { key in (key, partyAggregation.of(maps.compactMap { $0[key] })) }
        // min and max give the first of several, and keys are sorted.
        let first = mapKey == .minValue ? values.min { $0.1 < $1.1 } : values.min { $0.1 > $1.1 }
        return first?.0
    }
}
