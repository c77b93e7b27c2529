import Contracts

extension RuleSetReader {
    static func expansions(_ reader: inout ObjectReader, of ruleSet: RuleSet) -> [Expansion] {
        var expansions: [Expansion] = []
        var relaxed: Set<String> = []
        for (index, element) in reader.array("expansions", atMost: RuleSetLimits.expansions).enumerated() {
            var object = ObjectReader(element, path: "\(reader.path).expansions[\(index)]")
            if let target = target(&object, of: ruleSet) {
                for name in target.places where !relaxed.insert(name).inserted {
                    object.fault("target", "is the target of two expansions: \(name)")
                }
                expansions.append(Expansion(target: target, steps: steps(&object, target, of: ruleSet)))
            } else {
                _ = object.value("steps")
            }
            object.refuseTheRest { "'\($0)' is not a member of an expansion" }
            reader.take(object.faults)
        }
        return expansions
    }

    /// Notes what expansions make wrong: values that break a rule, and sizes that can't be.
    static func checkStages(_ reader: inout ObjectReader, of ruleSet: RuleSet) {
        let stages = ruleSet.stages
        guard stages.count <= RuleSetLimits.stages else {
            return reader.fault("expansions", "have more than \(RuleSetLimits.stages) different waiting times")
        }
        for (index, expansion) in ruleSet.expansions.enumerated() {
            for (number, step) in expansion.steps.enumerated() {
                guard let stage = stages.first(where: { $0.age == step.waitTimeSeconds }) else { continue }
                for message in stage.ruleSet.faults(at: expansion.target, of: ruleSet) {
                    reader.fault("expansions[\(index)].steps[\(number)].value", message)
                }
            }
        }
    }

    private static func target(_ reader: inout ObjectReader, of ruleSet: RuleSet) -> Expansion.Target? {
        let text = reader.requiredString("target")
        guard !text.isEmpty else { return nil }
        do throws(ExpressionFault) {
            let (component, names, property) = try ExpressionReader.target(text)
            switch component {
            case "teams":
                guard let property = Expansion.TeamProperty(rawValue: property) else {
                    throw ExpressionFault(message: "has '\(property)', which isn't minPlayers or maxPlayers")
                }
                for name in names where names != ["*"] && !ruleSet.teams.contains(where: { $0.name == name }) {
                    throw ExpressionFault(message: "names '\(name)', which is no team")
                }
                return .teams(names, property)
            case "rules":
                for name in names where ruleSet.rule(name) == nil {
                    throw ExpressionFault(message: "names '\(name)', which is no rule")
                }
                guard let property = Expansion.RuleProperty(rawValue: property) else {
                    throw ExpressionFault(message: "has '\(property)', which can't be relaxed")
                }
                for name in names where ruleSet.rule(name)?.has(property) == false {
                    throw ExpressionFault(message: "has '\(property)', which the rule '\(name)' doesn't have")
                }
                return .rules(names, property)
            default: throw ExpressionFault(message: "begins with neither 'rules[' nor 'teams['")
            }
        } catch {
            reader.fault("target", error.message)
            return nil
        }
    }

    private static func steps(
        _ reader: inout ObjectReader, _ target: Expansion.Target, of ruleSet: RuleSet
    ) -> [Expansion.Step] {
        if !reader.has("steps") { reader.fault("steps", "is missing") }
        let elements = reader.array("steps", atMost: RuleSetLimits.expansionSteps)
        if elements.isEmpty, !reader.hasFault(in: "steps") { reader.fault("steps", "is empty") }
        var steps: [Expansion.Step] = []
        for (index, element) in elements.enumerated() {
            var object = ObjectReader(element, path: "\(reader.path).steps[\(index)]")
            if !object.has("waitTimeSeconds") { object.fault("waitTimeSeconds", "is missing") }
            let wait = object.number("waitTimeSeconds", from: 0) ?? 0
            if wait > RuleSetLimits.waitTimeSeconds {
                object.fault("waitTimeSeconds", "is more than \(Int(RuleSetLimits.waitTimeSeconds))")
            }
            if let last = steps.last, wait <= last.waitTimeSeconds, !object.hasFault(in: "waitTimeSeconds") {
                object.fault("waitTimeSeconds", "is not more than that of the step before")
            }
            if let value = value(&object, target, of: ruleSet) {
                steps.append(Expansion.Step(waitTimeSeconds: wait, value: value))
                if ruleSet.refuses(value, at: target) { object.fault("value", "doesn't fit the target") }
            }
            object.refuseTheRest { "'\($0)' is not a member of a step" }
            reader.take(object.faults)
        }
        return steps
    }

    private static func value(
        _ reader: inout ObjectReader, _ target: Expansion.Target, of ruleSet: RuleSet
    ) -> Expansion.Value? {
        guard let value = reader.value("value") else {
            reader.fault("value", "is missing")
            return nil
        }
        if case .rules(_, let property) = target, property.isWord {
            if let text = value.string { return .word(text) }
        } else if case .rules(let names, .referenceValue) = target {
            do {
                let reference = try reference(value)
                return .reference(names.reduce(reference) { ruleSet.rule($1)?.meant($0, in: ruleSet) ?? $0 })
            } catch {
                reader.fault("value", error.message)
                return nil
            }
        } else if let number = value.looseNumber {
            return .number(number)
        }
        reader.fault("value", "doesn't fit the target")
        return nil
    }
}

extension Rule {
    /// A reference value as the rule means it.
    fileprivate func meant(_ reference: ReferenceValue, in ruleSet: RuleSet) -> ReferenceValue {
        switch self {
        case .distance: reference.unquoted
        case .comparison(let rule): ruleSet.number(in: reference, comparedWith: rule.measurements)
        default: reference
        }
    }
}

extension RuleSet {
    /// Whether a value is of the wrong kind for what an expansion is for.
    fileprivate func refuses(_ value: Expansion.Value, at target: Expansion.Target) -> Bool {
        switch target {
        case .teams(_, let property):
            guard case .reference(.number(let number)) = value, let players = Int(exactly: number) else { return true }
            return !((property == .minPlayers ? 0 : 1)...RuleSetLimits.largestMatch).contains(players)
        case .rules(let names, let property):
            return names.contains { rule($0)?.setting(property, to: value) == nil }
        }
    }

    /// What is wrong, in this stage of a rule set, with what an expansion is for.
    fileprivate func faults(at target: Expansion.Target, of whole: RuleSet) -> [String] {
        switch target {
        case .teams(let names, _):
            let relaxed = teams.filter { names == ["*"] || names.contains($0.name) }
            if let team = relaxed.first(where: { $0.minPlayers > $0.maxPlayers }) {
                return ["makes minPlayers of '\(team.name)' more than its maxPlayers"]
            }
            if isLarge != whole.isLarge {
                return ["takes the match across the bound of \(RuleSetLimits.smallMatch) players"]
            }
            let most = RuleSetLimits.largestMatch
            return maxPlayers > most ? ["makes a match of more than \(most) players"] : []
        case .rules(let names, _):
            return names.compactMap(rule).flatMap { rule in
                RuleCheck.faults(of: rule, in: self).map { "breaks '\(rule.name)': \($0.member) \($0.message)" }
            }
        }
    }
}

extension Expansion.Target {
    /// The single properties that are meant.
    var places: [String] {
        switch self {
        case .teams(let names, let property): names.map { "teams[\($0)].\(property.rawValue)" }
        case .rules(let names, let property): names.map { "rules[\($0)].\(property.rawValue)" }
        }
    }
}

extension Expansion.RuleProperty {
    var isWord: Bool {
        switch self {
        case .operation, .distanceReference, .partyAggregation, .sortDirection, .mapKey: true
        case .referenceValue, .minDistance, .maxDistance, .minCount, .maxCount, .maxLatency: false
        }
    }
}
