/// What was measured for a rule, and whether that is within its bound.
struct Judgement: Sendable, Hashable {
    var holds: Bool
    var measured: RuleVerdict.Measured?
    var bound: RuleVerdict.Bound
}

extension MatchContext {
    /// What is measured for a rule; `nil` for a rule that only sorts. Throws where there is nothing to measure.
    func judged(_ rule: Rule, in region: String?) throws(Missing) -> Judgement? {
        switch rule {
        case .comparison(let rule): try judged(rule)
        case .distance(let rule): try judged(rule)
        case .batchDistance(let rule): try judged(rule)
        case .collection(let rule): try judged(rule)
        case .latency(let rule): try judged(rule, in: region)
        case .distanceSort, .absoluteSort, .compound: nil
        }
    }

    // MARK: Distance

    private func judged(_ rule: DistanceRule) throws(Missing) -> Judgement {
        let view = PartyView(numbers: rule.partyAggregation)
        let references = try numbers(rule.referenceValue, view)
        var distances: [Double] = []
        for expression in rule.measurements {
            for number in try numbers(value(of: expression, view)) {
                distances += references.map { abs(number - $0) }
            }
        }
        return try within(rule.minDistance, rule.maxDistance, distances)
    }

    private func judged(_ rule: BatchDistanceRule) throws(Missing) -> Judgement {
        var numbers: [Double] = []
        var strings: Set<String> = []
        for ticket in match.tickets {
            let values = try values(rule.batchAttribute, of: ticket)
            strings.formUnion(values.compactMap(\.string))
            let own = values.compactMap(\.number)
            if !own.isEmpty { numbers.append(rule.partyAggregation.of(own)) }
        }
        guard let least = numbers.min(), let most = numbers.max() else {
            return Judgement(holds: strings.count <= 1, measured: .number(Double(strings.count)), bound: .allEqual)
        }
        return try within(nil, rule.maxDistance, [most - least])
    }

    // MARK: Comparison

    private func judged(_ rule: ComparisonRule) throws(Missing) -> Judgement {
        guard let reference = rule.referenceValue else { return try judgedAcrossPlayers(rule) }
        let view = PartyView(numbers: rule.partyAggregation ?? .avg)
        let references: [RuleVerdict.Measured]
        switch reference {
        case .number(let number): references = [.number(number)]
        case .string(let text): references = [.string(text)]
        case .stringList(let texts): references = texts.map { .string($0) }
        case .expression(let expression): references = try measured(value(of: expression, view))
        }
        var judgements: [(violation: Double, Judgement)] = []
        for expression in rule.measurements {
            for value in try measured(self.value(of: expression, view)) {
                for reference in references {
                    let violation = rule.operation.violation(of: value, comparedWith: reference)
                    judgements.append(
                        (
                            violation,
                            Judgement(
                                holds: rule.operation.holds(for: value, comparedWith: reference), measured: value,
                                bound: .compared(rule.operation, reference))
                        ))
                }
            }
        }
        // Of those that fail the worst; of those that hold the nearest to failing.
        let worst = judgements.max { ($0.1.holds ? 0 : 1, $0.violation) < ($1.1.holds ? 0 : 1, $1.violation) }
        guard let worst else { throw Missing(reason: "there is nothing to compare") }
        return worst.1
    }

    /// Players, or teams, with all the same or all different values; in lists of lists those of each list by themselves.
    private func judgedAcrossPlayers(_ rule: ComparisonRule) throws(Missing) -> Judgement {
        let view =
            rule.partyAggregation.map { PartyView(numbers: $0, weight: .perTicket) } ?? PartyView.own
        var worst = 0
        for expression in rule.measurements {
            for group in try groups(value(of: expression, view), depth: type(of: expression).depth) {
                let values = try measured(group)
                let different = Set(values).count
                worst = max(worst, rule.operation == .equal ? different : values.count - different)
            }
        }
        return Judgement(
            holds: rule.operation == .equal ? worst <= 1 : worst == 0, measured: .number(Double(worst)),
            bound: rule.operation == .equal ? .allEqual : .allDifferent)
    }

    /// The innermost lists.
    private func groups(_ value: ExpressionValue, depth: Int) -> [ExpressionValue] {
        depth <= 1 ? [value] : value.elements.flatMap { groups($0, depth: depth - 1) }
    }

    // MARK: Collection

    private func judged(_ rule: CollectionRule) throws(Missing) -> Judgement {
        let view: PartyView =
            switch (rule.operation, rule.partyAggregation) {
            case (.contains, nil): .own
            case (.contains, .some(let aggregation)): PartyView(lists: aggregation, weight: .perTicket)
            case (_, let aggregation): PartyView(lists: aggregation ?? .union)
            }
        let reference: Set<String> =
            switch rule.referenceValue {
            case .string(let text): [text]
            case .stringList(let texts): Set(texts)
            case .expression(let expression): Set(try value(of: expression, view).strings)
            case .number, nil: []
            }
        var counts: [Double] = []
        for expression in rule.measurements {
            let depth = try type(of: expression).depth
            // Lists of collections, one for each team where they are grouped by team.
            for collections in lists(of: try value(of: expression, view), depth: depth) {
                switch rule.operation {
                case .intersection: counts.append(Double(PropertyExpression.Function.common(collections).count))
                case .contains:
                    // A list of single strings is searched itself; of a list of lists each that has the value counts once.
                    counts.append(
                        Double(
                            depth == 1
                                ? collections.joined().count { reference.contains($0) }
                                : collections.count { !reference.isDisjoint(with: $0) }))
                case .referenceIntersectionCount:
                    counts += collections.map { Double(Set($0).intersection(reference).count) }
                }
            }
        }
        return try within(rule.minCount.map(Double.init), rule.maxCount.map(Double.init), counts)
    }

    /// The lists of collections in a value: a list of strings is one collection.
    private func lists(of value: ExpressionValue, depth: Int) -> [[[String]]] {
        switch depth {
        case ...1: [[value.strings]]
        case 2: [value.elements.map(\.strings)]
        default: value.elements.flatMap { lists(of: $0, depth: depth - 1) }
        }
    }

    // MARK: Latency

    private func judged(_ rule: LatencyRule, in region: String?) throws(Missing) -> Judgement {
        guard let region else { throw Missing(reason: "there is no region for which all players have a latency") }
        var latencies: [Double] = []
        for ticket in match.tickets {
            let own = ticket.players.compactMap { $0.latencies[region] }
            guard own.count == ticket.players.count, !own.isEmpty else {
                throw Missing(reason: "ticket \(ticket.id) has no latency for \(region)")
            }
            latencies.append(rule.partyAggregation.of(own))
        }
        guard !latencies.isEmpty else { throw Missing(reason: "there is no ticket") }
        let latency = try rule.maxLatency.map { (most) throws(Missing) in try within(nil, most, latencies) }
        guard let most = rule.maxDistance, latency?.holds != false else {
            return latency ?? Judgement(holds: true, measured: nil, bound: .range(min: nil, max: nil))
        }
        // Parties count by their players.
        let all = zip(latencies, match.tickets).flatMap { Array(repeating: $0, count: $1.players.count) }
        let reference = (rule.distanceReference == .avg ? PartyAggregation.avg : .min).of(all)
        let distance = try within(nil, most, latencies.map { abs($0 - reference) })
        return distance.holds ? latency ?? distance : distance
    }

    // MARK: Values

    private func numbers(_ reference: ReferenceValue, _ view: PartyView) throws(Missing) -> [Double] {
        switch reference {
        case .number(let number): [number]
        case .expression(let expression): try numbers(value(of: expression, view))
        case .string, .stringList: throw Missing(reason: "the reference value is no number")
        }
    }

    private func numbers(_ value: ExpressionValue) throws(Missing) -> [Double] {
        var numbers: [Double] = []
        for leaf in value.leaves {
            guard case .number(let number) = leaf else { throw Missing(reason: "there is no number to measure") }
            numbers.append(number)
        }
        return numbers
    }

    private func measured(_ value: ExpressionValue) throws(Missing) -> [RuleVerdict.Measured] {
        var values: [RuleVerdict.Measured] = []
        for leaf in value.leaves {
            switch leaf {
            case .number(let number): values.append(.number(number))
            case .string(let text): values.append(.string(text))
            case .thing, .nothing, .list: throw Missing(reason: "there is no value to compare")
            }
        }
        return values
    }

    /// Whether all numbers are within bounds, and the one furthest beyond them, or nearest to them.
    private func within(_ least: Double?, _ most: Double?, _ numbers: [Double]) throws(Missing) -> Judgement {
        func violation(_ number: Double) -> Double {
            max(least.map { $0 - number } ?? -.infinity, most.map { number - $0 } ?? -.infinity)
        }
        guard let worst = numbers.max(by: { violation($0) < violation($1) }) else {
            throw Missing(reason: "there is nothing to measure")
        }
        return Judgement(
            holds: (least ?? -.infinity) <= worst && worst <= (most ?? .infinity), measured: .number(worst),
            bound: .range(min: least, max: most))
    }
}

extension ComparisonRule.Operation {
    /// Whether `value <operation> reference` is true.
    func holds(for value: RuleVerdict.Measured, comparedWith reference: RuleVerdict.Measured) -> Bool {
        switch (self, value, reference) {
        case (.equal, _, _): value == reference
        case (.notEqual, _, _): value != reference
        case (.less, .number(let left), .number(let right)): left < right
        case (.lessOrEqual, .number(let left), .number(let right)): left <= right
        case (.greater, .number(let left), .number(let right)): left > right
        case (.greaterOrEqual, .number(let left), .number(let right)): left >= right
        case (.less, _, _), (.lessOrEqual, _, _), (.greater, _, _), (.greaterOrEqual, _, _): false
        }
    }

    /// How far a number is from what it should be; 0 for strings.
    fileprivate func violation(of value: RuleVerdict.Measured, comparedWith reference: RuleVerdict.Measured) -> Double {
        guard case .number(let left) = value, case .number(let right) = reference else { return 0 }
        return switch self {
        case .less, .lessOrEqual: left - right
        case .greater, .greaterOrEqual: right - left
        case .equal: abs(left - right)
        case .notEqual: -abs(left - right)
        }
    }
}
