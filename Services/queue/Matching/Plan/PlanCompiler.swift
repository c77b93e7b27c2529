import RuleSetsCore

/// Makes a plan of a rule set.
///
/// Each rule becomes a compiled rule, by which finished matches are judged; and where something necessary follows from it
/// that can be seen of one ticket or of two, this becomes a predicate or a condition on pairs, by which the search is led.
struct PlanCompiler {
    let ruleSet: RuleSet
    let factions: [String]
    /// Those declared, and the rating, which is known without.
    let attributes: [PlayerAttribute]
    var layout = FeatureLayout()
    var predicates: [Predicate] = []
    /// Holds the texts that rules name.
    var texts = Interner<String>()

    init(_ ruleSet: RuleSet) {
        self.ruleSet = ruleSet
        factions = ruleSet.sides.map(\.faction)
        let isDeclared = ruleSet.playerAttributes.contains { $0.name == PlayerAttribute.rating.name }
        attributes = ruleSet.playerAttributes + (isDeclared ? [] : [.rating])
    }

    mutating func plan() -> ModePlan {
        var stages: [StagePlan] = []
        var pivots: [ModePlan.Pivot] = []
        for stage in ruleSet.stages {
            var compiler = StageCompiler(self, stage.ruleSet, age: stage.age)
            stages.append(compiler.plan())
            pivots.append(compiler.pivot)
            self = compiler.base
        }
        let patience = max(stages.last?.age ?? 0, Self.leastPatience)
        if let last = stages.last, last.onlyFastest {
            // Better another region than no match.
            if last.age == patience { stages.removeLast() }
            stages.append(last.withAnyRegion(from: patience))
        }
        var strata: UInt64 = 0
        for stage in stages {
            for bits in stage.sides.map(\.asks) + stage.demands.map(\.predicate) where strata.nonzeroBitCount < 8 {
                strata |= bits & ~stage.asks
            }
        }
        return ModePlan(
            ruleSet: ruleSet, layout: layout, attributes: attributes, predicates: predicates, stages: stages,
            goesByOldest: ruleSet.algorithm.expansionAgeSelection == .oldest, pivot: Self.common(pivots),
            shared: (stages.first?.pair.equal ?? []).filter { place in
                stages.allSatisfy { $0.pair.equal.contains(place) }
            },
            order: order(of: stages), strata: strata, patience: patience, factions: factions)
    }

    /// Milliseconds.
    private static let leastPatience: Int64 = 10_000

    /// A number that pairs must be near in, else one by which tickets are sorted, else the age.
    private mutating func order(of stages: [StagePlan]) -> ModePlan.Order {
        let ranges = stages.flatMap { stage in stage.pair.ranges.map(\.feature) }
        if let feature = ranges.max(by: { one, other in
            ranges.count { $0 == one } < ranges.count { $0 == other }
        }) {
            return .number(feature, .nearestFirst)
        }
        if let first = stages.first?.preference.first, case .number(let feature) = first.value {
            if first.isDistance { return .number(feature, .nearestFirst) }
            return .number(feature, first.isDescending ? .greatestFirst : .leastFirst)
        }
        return .age
    }

    /// What holds at all stages: the widest region rule, or the same list.
    private static func common(_ pivots: [ModePlan.Pivot]) -> ModePlan.Pivot {
        var common = pivots.first ?? .none
        for pivot in pivots.dropFirst() {
            switch (common, pivot) {
            case (.region(let aggregation, let one), .region(let another, let other)) where aggregation == another:
                common = .region(aggregation: aggregation, maxLatency: max(one, other))
            case (.text(let one), .text(let other)) where one == other: break
            default: return .none
            }
        }
        return common
    }

    // MARK: Names to places

    /// The bit of a predicate; none when there are too many, and then only the finished match is judged.
    mutating func bit(of predicate: Predicate) -> UInt64 {
        if let index = predicates.firstIndex(of: predicate) { return 1 << UInt64(index) }
        guard predicates.count < 64 else { return 0 }
        predicates.append(predicate)
        return 1 << UInt64(predicates.count - 1)
    }

    mutating func feature(_ attribute: String, _ kind: FeatureLayout.Kind) -> FeatureLayout.Place? {
        guard let index = attributes.firstIndex(where: { $0.name == attribute }) else { return nil }
        let type: FeatureLayout.ValueType =
            switch attributes[index].type {
            case .number: .number
            case .string: .text
            case .stringList: .list
            case .stringNumberMap: .map
            }
        return layout.place(of: FeatureLayout.Feature(attribute: index, kind: kind, type: type))
    }

    mutating func number(_ attribute: String, _ aggregation: PartyAggregation) -> Int? {
        guard ruleSet.attribute(attribute)?.type == .number,
            case .ticket(let index) = feature(attribute, .number(aggregation))
        else { return nil }
        return index
    }

    /// The number of a text that a rule names; it is kept for good.
    mutating func word(_ text: String) -> UInt64 { UInt64(texts.hold(text)) }
}
