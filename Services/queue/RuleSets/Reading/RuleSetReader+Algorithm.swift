extension RuleSetReader {
    static func algorithm(_ reader: inout ObjectReader, of ruleSet: RuleSet) -> Algorithm {
        let isLarge = ruleSet.isLarge && !reader.hasFault(in: "teams")
        guard let value = reader.value("algorithm") else {
            if isLarge { reader.fault("algorithm", needsBalanced) }
            return Algorithm()
        }
        var object = ObjectReader(value, path: "\(reader.path).algorithm")
        defer { reader.take(object.faults) }
        let strategy = object.word("strategy") ?? Algorithm.Strategy.exhaustiveSearch
        let preference = object.word("batchingPreference", of: Algorithm.BatchingPreference.self)
        if isLarge, strategy != .balanced { object.fault("strategy", needsBalanced) }
        if let preference, preference.strategy != strategy {
            object.fault(
                "batchingPreference",
                "'\(preference.rawValue)' goes with the strategy \(preference.strategy.rawValue) only")
        }
        let balanced = object.string("balancedAttribute")
        if let balanced, ruleSet.attribute(balanced)?.type != .number {
            object.fault("balancedAttribute", "is not the name of a declared number")
        }
        if balanced == nil, strategy == .balanced, !object.has("balancedAttribute") {
            object.fault("balancedAttribute", "is missing; the strategy balanced asks for it")
        }
        var sorted: [String] = []
        for (index, element) in object.array("sortByAttributes", atMost: RuleSetLimits.playerAttributes).enumerated() {
            if let name = element.string, let type = ruleSet.attribute(name)?.type, type == .number || type == .string {
                sorted.append(name)
            } else {
                object.fault("sortByAttributes[\(index)]", "is not the name of a declared number or string")
            }
        }
        if preference == .sorted, !object.has("sortByAttributes") {
            object.fault("sortByAttributes", "is missing; the preference sorted asks for it")
        } else if preference == .sorted, sorted.isEmpty, object.faults.isEmpty {
            object.fault("sortByAttributes", "is empty; the preference sorted asks for one")
        }
        let age = object.word("expansionAgeSelection") ?? Algorithm.ExpansionAge.newest
        let backfill = object.word("backfillPriority") ?? Algorithm.BackfillPriority.normal
        object.refuseTheRest { "'\($0)' is not a member of an algorithm" }
        return Algorithm(
            strategy: strategy, batchingPreference: preference, balancedAttribute: balanced, sortByAttributes: sorted,
            expansionAgeSelection: age, backfillPriority: backfill)
    }

    private static let needsBalanced =
        "is not balanced, which matches of more than \(RuleSetLimits.smallMatch) players ask for"
}
