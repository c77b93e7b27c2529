import RuleSetsCore

/// Makes the plan of one stage.
struct StageCompiler {
    /// What the stages have in common.
    private(set) var base: PlanCompiler
    let ruleSet: RuleSet
    private let age: Double
    var sides: [StagePlan.Side]
    var asks: UInt64 = 0
    var pair = PairConditions()
    var demands: [StagePlan.Demand] = []
    var balance: StagePlan.Balance?
    private(set) var pivot = ModePlan.Pivot.none
    private var maxLatency = Double.infinity

    init(_ base: PlanCompiler, _ ruleSet: RuleSet, age: Double) {
        self.base = base
        self.ruleSet = ruleSet
        self.age = age
        sides = ruleSet.sides.map { StagePlan.Side(minPlayers: $0.minPlayers, maxPlayers: $0.maxPlayers, asks: 0) }
    }

    mutating func plan() -> StagePlan {
        let needed = neededRules
        if let attribute = ruleSet.algorithm.balancedAttribute, let feature = base.number(attribute, .avg) {
            balance = StagePlan.Balance(feature: feature, isSum: false)
        }
        var compiled: [CompiledRule] = []
        var parts: [RulePart] = []
        for rule in ruleSet.rules {
            let before = (asks, pair, sides)
            (asks, pair) = (0, PairConditions())
            for side in sides.indices { sides[side].asks = 0 }
            compiled.append(compile(rule, isNeeded: needed.contains(rule.name)))
            parts.append(part(of: rule, isNeeded: needed.contains(rule.name)))
            asks |= before.0
            pair = before.1.joined(with: pair)
            for side in sides.indices { sides[side].asks |= before.2[side].asks }
        }
        if pivot == .none, let common = pair.common.first { pivot = .text(common.place) }
        let operands = operands
        return StagePlan(
            age: Int64(age * 1000), sides: sides, asks: asks, pair: pair, demands: demands, balance: balance,
            maxLatency: maxLatency,
            onlyFastest: pivot.isRegion && ruleSet.algorithm.batchingPreference == .fastestRegion,
            rules: RuleProgram(
                rules: compiled, isRequired: ruleSet.rules.map { !$0.isSort && !operands.contains($0.name) }),
            looksAtSides: compiled.contains { $0.expressions.contains { !$0.isFlattened || !coversAll($0.sides) } },
            namesSides: compiled.contains { $0.expressions.contains { !coversAll($0.sides) } },
            preference: preference, parts: parts)
    }

    /// What has just followed from a rule.
    private mutating func part(of rule: Rule, isNeeded: Bool) -> RulePart {
        var part = RulePart(asks: asks, sideAsks: sides.map(\.asks), pair: pair)
        if case .latency(let rule) = rule, isNeeded, let most = rule.maxLatency {
            part.latency = RulePart.Latency(aggregation: base.layout.place(of: rule.partyAggregation), most: most)
        }
        if let radius = pair.ranges.first?.radius, radius > 0 {
            switch rule {
            case .distance(let rule): part.scale = (rule.maxDistance ?? radius) / radius
            case .batchDistance(let rule): part.scale = (rule.maxDistance ?? radius) / radius
            case .comparison(let rule):
                if case .number(let number) = rule.referenceValue { part.scale = number / radius }
            default: break
            }
        }
        return part
    }

    // MARK: Which rules hold in every match

    private var operands: Set<String> {
        var operands: Set<String> = []
        for case .compound(let rule) in ruleSet.rules { operands.formUnion(rule.statement.rules) }
        return operands
    }

    /// Those that must hold by themselves, and those that such a compound rule joins by `and`.
    private var neededRules: Set<String> {
        let operands = operands
        var needed = Set(ruleSet.rules.filter { !$0.isSort && !operands.contains($0.name) }.map(\.name))
        for case .compound(let rule) in ruleSet.rules.reversed() where needed.contains(rule.name) {
            needed.formUnion(rule.statement.joined)
        }
        return needed
    }

    // MARK: Rules

    private mutating func compile(_ rule: Rule, isNeeded: Bool) -> CompiledRule {
        switch rule {
        case .distance(let rule): return compile(rule, isNeeded)
        case .comparison(let rule): return compile(rule, isNeeded)
        case .collection(let rule): return compile(rule, isNeeded)
        case .batchDistance(let rule): return compile(rule, isNeeded)
        case .latency(let rule):
            let aggregation = base.layout.place(of: rule.partyAggregation)
            if isNeeded { goByRegion(aggregation, rule) }
            return .latency(aggregation: aggregation, rule)
        case .compound(let rule):
            guard let statement = compile(rule.statement) else { return .never }
            return .compound(statement)
        case .distanceSort, .absoluteSort: return .sort
        }
    }

    private mutating func goByRegion(_ aggregation: Int, _ rule: LatencyRule) {
        if case .region(aggregation, _) = pivot {
            maxLatency = min(maxLatency, rule.maxLatency ?? .infinity)
        } else if pivot == .none {
            maxLatency = rule.maxLatency ?? .infinity
        } else {
            return
        }
        pivot = .region(aggregation: aggregation, maxLatency: maxLatency)
    }

    private func compile(_ statement: CompoundStatement) -> CompiledRule.Statement? {
        func all(_ parts: [CompoundStatement]) -> [CompiledRule.Statement]? {
            let compiled = parts.compactMap { compile($0) }
            return compiled.count == parts.count ? compiled : nil
        }
        switch statement {
        case .rule(let name): return ruleSet.rules.firstIndex { $0.name == name }.map { .rule($0) }
        case .and(let parts): return all(parts).map { .and($0) }
        case .or(let parts): return all(parts).map { .or($0) }
        case .xor(let parts): return all(parts).map { .xor($0) }
        case .not(let part): return compile(part).map { .not($0) }
        }
    }

    private mutating func compile(_ rule: BatchDistanceRule, _ isNeeded: Bool) -> CompiledRule {
        switch ruleSet.attribute(rule.batchAttribute)?.type {
        case .number:
            guard let feature = base.number(rule.batchAttribute, rule.partyAggregation) else { return .never }
            let most = rule.maxDistance ?? .infinity
            if isNeeded { bound(feature, most) }
            return .batchNumbers(feature, maxDistance: most)
        case .string:
            guard let place = base.feature(rule.batchAttribute, .own), case .player(let feature) = place else {
                return .never
            }
            if isNeeded { pair.equal.append(place) }
            return .batchTexts(feature)
        case .stringList, .stringNumberMap, nil: return .never
        }
    }

    // MARK: What follows from them

    mutating func expression(_ expression: PropertyExpression, _ standing: PartyStanding) -> CompiledExpression? {
        base.expression(expression, standing)
    }

    mutating func word(_ text: String) -> UInt64 { base.word(text) }

    /// Any two tickets lie so near. A little more, since the rule itself may round otherwise.
    mutating func bound(_ feature: Int, _ radius: Double) {
        guard radius.isFinite else { return }
        pair.ranges.append(PairConditions.Range(feature: feature, radius: radius + abs(radius) * 1e-9 + 1e-9))
    }

    /// Whoever is on one of these sides must be so.
    mutating func ask(_ predicate: Predicate, of these: [Int]) {
        let bit = base.bit(of: predicate)
        if coversAll(these) { asks |= bit }
        for side in these { sides[side].asks |= bit }
    }

    mutating func demand(_ predicate: Predicate, _ bounds: Bounds, sides: [Int]?) {
        let bit = base.bit(of: predicate)
        if bit != 0 { demands.append(StagePlan.Demand(predicate: bit, bounds: bounds, sides: sides)) }
    }

    func coversAll(_ sides: [Int]) -> Bool { Set(sides).count == self.sides.count }

    // MARK: Order

    /// By sorting rules, else by what batches are sorted by, else by nearness in what pairs must be near in.
    private var preference: [SortKey] {
        mutating get {
            var keys: [SortKey] = []
            for rule in ruleSet.rules {
                switch rule {
                case .distanceSort(let rule): keys += key(rule, isDistance: true)
                case .absoluteSort(let rule): keys += key(rule, isDistance: false)
                default: break
                }
            }
            if keys.isEmpty, ruleSet.algorithm.batchingPreference == .sorted {
                for attribute in ruleSet.algorithm.sortByAttributes {
                    if let feature = base.number(attribute, .avg) {
                        keys.append(SortKey(value: .number(feature), isDistance: true))
                    } else if let place = base.feature(attribute, .own) {
                        keys.append(SortKey(value: .text(place), isDistance: false))
                    }
                }
            }
            if keys.isEmpty, let range = pair.ranges.first {
                keys.append(SortKey(value: .number(range.feature), isDistance: true))
            }
            return keys
        }
    }

    private mutating func key(_ rule: SortRule, isDistance: Bool) -> [SortKey] {
        let value: SortKey.Value?
        switch ruleSet.attribute(rule.sortAttribute)?.type {
        case .number: value = base.number(rule.sortAttribute, rule.partyAggregation).map { .number($0) }
        case .string: value = base.feature(rule.sortAttribute, .own).map { .text($0) }
        case .stringNumberMap:
            value = rule.mapKey.flatMap { mapKey in
                base.feature(rule.sortAttribute, .own).map { .map($0, mapKey, rule.partyAggregation) }
            }
        case .stringList, nil: value = nil
        }
        return value.map {
            [SortKey(value: $0, isDistance: isDistance, isDescending: rule.sortDirection == .descending)]
        } ?? []
    }
}

extension CompoundStatement {
    /// The rules that hold whenever the statement does.
    fileprivate var joined: [String] {
        switch self {
        case .rule(let name): [name]
        case .and(let parts): parts.flatMap(\.joined)
        case .or, .xor, .not: []
        }
    }
}
