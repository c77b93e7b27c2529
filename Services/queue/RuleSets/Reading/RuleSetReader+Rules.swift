import Contracts

extension RuleSetReader {
    /// The rules that could be read.
    static func rules(_ reader: inout ObjectReader, of ruleSet: RuleSet) -> [Rule] {
        var known = ruleSet
        for (index, element) in reader.array("rules", atMost: RuleSetLimits.rules).enumerated() {
            var object = ObjectReader(element, path: "\(reader.path).rules[\(index)]")
            if let rule = rule(&object, of: known) {
                if known.rule(rule.name) != nil { object.fault("name", "is the name of two rules") }
                // A member that was read wrongly is not checked: its fault is noted.
                let isText = object.value("measurements")?.string != nil
                let asRead = object
                for fault in RuleCheck.faults(of: rule, in: known) {
                    let member = String(fault.member.prefix { $0 != "[" })
                    if !asRead.hasFault(in: member) { object.fault(isText ? member : fault.member, fault.message) }
                }
                known.rules.append(rule)
            }
            reader.take(object.faults)
        }
        return known.rules
    }

    /// The rule, when it is one of a known type and has what makes it one; `ruleSet` has the rules before it.
    private static func rule(_ reader: inout ObjectReader, of ruleSet: RuleSet) -> Rule? {
        let name = reader.requiredName("name", without: "")
        if let description = reader.value("description"), description.string == nil {
            reader.fault("description", "is not a text")
        }
        if !reader.has("type") { reader.fault("type", "is missing") }
        guard let kind: Rule.Kind = reader.word("type") else { return nil }
        if ruleSet.isLarge, kind != .latency, kind != .batchDistance {
            reader.fault(
                "type", "'\(kind.rawValue)' is for matches of at most \(RuleSetLimits.smallMatch) players only")
        }
        let rule: Rule? =
            switch kind {
            case .comparison: comparison(name, &reader, of: ruleSet)
            case .distance: distance(name, &reader)
            case .batchDistance: batchDistance(name, &reader)
            case .collection: collection(name, &reader)
            case .latency: latency(name, &reader)
            case .distanceSort: sort(name, &reader).map { .distanceSort($0) }
            case .absoluteSort: sort(name, &reader).map { .absoluteSort($0) }
            case .compound: compound(name, &reader)
            }
        reader.refuseTheRest { "'\($0)' is not a member of a \(kind.rawValue) rule" }
        return rule
    }

    private static func comparison(_ name: String, _ reader: inout ObjectReader, of ruleSet: RuleSet) -> Rule? {
        let measured = measurements(&reader)
        let reference = reference(&reader)
        let operation = reader.requiredWord("operation", of: ComparisonRule.Operation.self)
        let aggregation: PartyAggregation? = reader.word("partyAggregation")
        guard let operation else { return nil }
        return .comparison(
            ComparisonRule(
                name: name, measurements: measured,
                referenceValue: reference.map { ruleSet.number(in: $0, comparedWith: measured) },
                operation: operation, partyAggregation: aggregation))
    }

    private static func distance(_ name: String, _ reader: inout ObjectReader) -> Rule? {
        let measured = measurements(&reader)
        let reference = reference(&reader)
        if reference == nil, !reader.has("referenceValue") { reader.fault("referenceValue", "is missing") }
        return .distance(
            DistanceRule(
                name: name, measurements: measured, referenceValue: reference?.unquoted ?? .number(0),
                minDistance: reader.number("minDistance", from: 0), maxDistance: reader.number("maxDistance", from: 0),
                partyAggregation: reader.word("partyAggregation") ?? .avg))
    }

    private static func batchDistance(_ name: String, _ reader: inout ObjectReader) -> Rule? {
        .batchDistance(
            BatchDistanceRule(
                name: name, batchAttribute: reader.requiredString("batchAttribute"),
                maxDistance: reader.number("maxDistance", from: 0),
                partyAggregation: reader.word("partyAggregation") ?? .avg))
    }

    private static func collection(_ name: String, _ reader: inout ObjectReader) -> Rule? {
        let measured = measurements(&reader)
        let reference = reference(&reader)
        let operation = reader.requiredWord("operation", of: CollectionRule.Operation.self)
        let least = reader.count("minCount")
        let most = reader.count("maxCount")
        let aggregation: CollectionRule.PartyAggregation? = reader.word("partyAggregation")
        guard let operation else { return nil }
        return .collection(
            CollectionRule(
                name: name, measurements: measured, operation: operation, referenceValue: reference, minCount: least,
                maxCount: most, partyAggregation: aggregation))
    }

    private static func latency(_ name: String, _ reader: inout ObjectReader) -> Rule? {
        .latency(
            LatencyRule(
                name: name, maxLatency: reader.number("maxLatency", from: 0),
                maxDistance: reader.number("maxDistance", from: 0),
                distanceReference: reader.word("distanceReference"),
                partyAggregation: reader.word("partyAggregation") ?? .avg))
    }

    private static func sort(_ name: String, _ reader: inout ObjectReader) -> SortRule? {
        let attribute = reader.requiredString("sortAttribute")
        let direction = reader.requiredWord("sortDirection", of: SortRule.Direction.self)
        return SortRule(
            name: name, sortDirection: direction ?? .ascending, sortAttribute: attribute,
            mapKey: reader.word("mapKey"), partyAggregation: reader.word("partyAggregation") ?? .avg)
    }

    private static func compound(_ name: String, _ reader: inout ObjectReader) -> Rule? {
        let text = reader.requiredString("statement")
        guard !text.isEmpty else { return nil }
        do {
            return .compound(CompoundRule(name: name, statement: try ExpressionReader.statement(text)))
        } catch {
            reader.fault("statement", error.message)
            return nil
        }
    }
}
