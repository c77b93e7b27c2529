import RuleSetsCore

extension StageCompiler {
    mutating func compile(_ rule: CollectionRule, _ isNeeded: Bool) -> CompiledRule {
        let standing: PartyStanding =
            switch (rule.operation, rule.partyAggregation) {
            case (.contains, nil): PartyStanding()
            case (.contains, .some(let aggregation)): PartyStanding(lists: aggregation, perPlayer: false)
            case (_, let aggregation): PartyStanding(lists: aggregation ?? .union)
            }
        var measurements: [CompiledExpression] = []
        for measurement in rule.measurements {
            guard let compiled = expression(measurement, standing) else { return .never }
            measurements.append(compiled)
        }
        let reference: CompiledRule.Reference
        var texts: [UInt64] = []
        switch rule.referenceValue {
        case .string(let text):
            texts = [word(text)]
            reference = .texts(texts)
        case .stringList(let list):
            for text in list {
                let word = word(text)
                if !texts.contains(word) { texts.append(word) }
            }
            reference = .texts(texts)
        case .expression(let other):
            guard let other = expression(other, standing) else { return .never }
            reference = .expression(other)
        case .number, nil: reference = .texts([])
        }
        let bounds = Bounds(
            least: rule.minCount.map(Double.init) ?? -.infinity, most: rule.maxCount.map(Double.init) ?? .infinity)
        if isNeeded {
            for measurement in measurements {
                switch (rule.operation, reference) {
                case (.intersection, _): shareTexts(measurement, least: rule.minCount ?? 0)
                case (.contains, .texts): demand(measurement, texts, bounds)
                case (.referenceIntersectionCount, .texts): askLists(measurement, texts, bounds)
                case (.contains, _), (.referenceIntersectionCount, _): break
                }
            }
        }
        return .collection(measurements, rule.operation, reference, bounds)
    }

    /// All players' lists have some texts in common: so do any two.
    private mutating func shareTexts(_ measurement: CompiledExpression, least: Int) {
        guard least > 0, coversAll(measurement.sides), let list = ListShape(measurement), !list.isGrouped else {
            return
        }
        pair.common.append(PairConditions.Common(place: list.place, count: least))
    }

    /// Each player's list has so many of these.
    private mutating func askLists(_ measurement: CompiledExpression, _ texts: [UInt64], _ bounds: Bounds) {
        guard let list = ListShape(measurement) else { return }
        ask(Predicate(place: list.place, test: .list(contains: texts, bounds)), of: measurement.sides)
    }

    /// So many players have one of these.
    private mutating func demand(_ measurement: CompiledExpression, _ texts: [UInt64], _ bounds: Bounds) {
        let sides = measurement.sides
        if let list = ListShape(measurement) {
            let test = Predicate.Test.list(contains: texts, Bounds(least: 1))
            let predicate = Predicate(place: list.place, test: test, ofAnybody: true)
            if list.isGrouped || measurement.isSingle {
                demand(predicate, bounds, sides: sides)
            } else if coversAll(sides) {
                demand(predicate, bounds, sides: nil)
            }
        } else if let text = ExpressionShape(measurement, sides: self.sides), text.form == .values,
            measurement.element == .string
        {
            let predicate = Predicate(place: text.place, test: .isOneOf(texts), ofAnybody: true)
            if measurement.isSingle {
                demand(predicate, bounds, sides: sides)
            } else if text.isGrouped {
                // Sides are counted, in each of which somebody has it.
                let least = bounds.least
                if least >= Double(sides.count) {
                    demand(predicate, Bounds(least: 1), sides: sides)
                } else if coversAll(sides) {
                    demand(predicate, Bounds(least: least), sides: nil)
                }
            } else if coversAll(sides) {
                demand(predicate, bounds, sides: nil)
            }
        }
    }
}

/// A list of players' lists, or one such list for each side.
private struct ListShape {
    var place: FeatureLayout.Place
    var isGrouped: Bool

    init?(_ expression: CompiledExpression) {
        switch expression.source {
        case .ticket(let index, true, _): place = .ticket(index)
        case .player(let index, true): place = .player(index)
        default: return nil
        }
        isGrouped = !expression.isSingle
        for function in expression.functions {
            // A second one joins the players' lists.
            guard function == .flatten, isGrouped else { return nil }
            isGrouped = false
        }
    }
}
