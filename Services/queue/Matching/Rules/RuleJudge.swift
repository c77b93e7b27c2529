import RuleSetsCore

/// Says of matches whether all rules of one stage hold, fast: it measures nothing that nobody asks for, and stops at the
/// first rule that doesn't hold. What it says is what `RuleEvaluator` says; tests compare the two.
struct RuleJudge: Sendable {
    private var truths: [Bool] = []
    private var value = NestedValues()
    private var reference = NestedValues()

    /// The regions in which all rules hold, the best for the worst-off first; empty when they hold, and all players have
    /// measured no region in common. `nil` when some rule doesn't hold in any.
    mutating func regions(
        for match: Lineup, under program: RuleProgram, in store: borrowing TicketStore
    ) -> [UInt32]? {
        while truths.count < program.rules.count { truths.append(false) }
        for index in program.rules.indices where !program.isRegional[index] {
            truths[index] = holds(program.rules[index], match, store, region: nil)
            if program.isRequired[index], !truths[index] { return nil }
        }
        let shared = store.sharedRegions(of: match.rows)
        guard program.asksForRegion else { return shared }
        var good: [UInt32] = []
        for region in shared where holdInRegion(region, match, program, store) { good.append(region) }
        return good.isEmpty && !holdInRegion(nil, match, program, store) ? nil : good
    }

    /// After the rules that don't depend on it.
    private mutating func holdInRegion(
        _ region: UInt32?, _ match: Lineup, _ program: RuleProgram, _ store: borrowing TicketStore
    ) -> Bool {
        for index in program.rules.indices where program.isRegional[index] {
            truths[index] = holds(program.rules[index], match, store, region: region)
            if program.isRequired[index], !truths[index] { return false }
        }
        return true
    }

    private mutating func holds(_ rule: CompiledRule, _ match: Lineup, _ store: borrowing TicketStore, region: UInt32?)
        -> Bool
    {
        switch rule {
        case .distance(let measurements, let reference, let range):
            return measurements.allSatisfy { distance($0, reference, range, match, store) }
        case .comparison(let measurements, let operation, let reference):
            return measurements.allSatisfy { compared($0, operation, reference, match, store) }
        case .amongPlayers(let measurements, let areEqual):
            return measurements.allSatisfy { amongPlayers($0, areEqual, match, store) }
        case .collection(let measurements, let operation, let reference, let range):
            return measurements.allSatisfy { counted($0, operation, reference, range, match, store) }
        case .batchNumbers(let feature, let maxDistance):
            var least = Double.infinity
            var most = -Double.infinity
            for row in match.rows {
                let number = store.number(feature, of: row)
                least = min(least, number)
                most = max(most, number)
            }
            return most - least <= maxDistance
        case .batchTexts(let feature):
            let first = store.word(feature, ofPlayer: 0, of: match.rows[0])
            return match.rows.allSatisfy { row in
                (0..<Int(store.rows[Int(row)].size)).allSatisfy { store.word(feature, ofPlayer: $0, of: row) == first }
            }
        case .latency(let aggregation, let rule): return latency(rule, aggregation, match, store, region)
        case .compound(let statement): return statement.holds(truths)
        case .sort: return true
        case .never: return false
        }
    }

    // MARK: Numbers

    private mutating func distance(
        _ measurement: CompiledExpression, _ reference: CompiledRule.Reference, _ range: Bounds,
        _ match: Lineup, _ store: borrowing TicketStore
    ) -> Bool {
        guard measurement.element == .number else { return false }
        measurement.evaluate(match, in: store, into: &value)
        guard !value.leaves.isEmpty else { return false }
        switch reference {
        case .number(let number):
            return value.leaves.allSatisfy { range.contains(abs(Double(bitPattern: $0) - number)) }
        case .texts: return false
        case .expression(let expression):
            expression.evaluate(match, in: store, into: &self.reference)
            guard expression.element == .number, !self.reference.leaves.isEmpty else { return false }
            for leaf in value.leaves {
                for other in self.reference.leaves
                where !range.contains(abs(Double(bitPattern: leaf) - Double(bitPattern: other))) {
                    return false
                }
            }
            return true
        }
    }

    // MARK: Comparisons

    private mutating func compared(
        _ measurement: CompiledExpression, _ operation: ComparisonRule.Operation, _ reference: CompiledRule.Reference,
        _ match: Lineup, _ store: borrowing TicketStore
    ) -> Bool {
        measurement.evaluate(match, in: store, into: &value)
        let isNumber = measurement.element == .number
        guard !value.leaves.isEmpty, isNumber || measurement.element == .string else { return false }
        if isNumber, value.leaves.contains(NestedValues.nothing) { return false }
        let otherIsNumber: Bool
        self.reference.clear()
        switch reference {
        case .number(let number):
            otherIsNumber = true
            self.reference.leaves.append(number.bitPattern)
        case .texts(let texts):
            otherIsNumber = false
            self.reference.leaves += texts
        case .expression(let expression):
            expression.evaluate(match, in: store, into: &self.reference)
            otherIsNumber = expression.element == .number
            guard otherIsNumber || expression.element == .string else { return false }
            if otherIsNumber, self.reference.leaves.contains(NestedValues.nothing) { return false }
        }
        guard !self.reference.leaves.isEmpty else { return false }
        guard isNumber == otherIsNumber else { return operation == .notEqual }
        for leaf in value.leaves {
            for other in self.reference.leaves
            where
                !(isNumber
                ? operation.holds(Double(bitPattern: leaf), Double(bitPattern: other)) : operation.holds(leaf, other))
            {
                return false
            }
        }
        return true
    }

    private mutating func amongPlayers(
        _ measurement: CompiledExpression, _ areEqual: Bool, _ match: Lineup, _ store: borrowing TicketStore
    ) -> Bool {
        measurement.evaluate(match, in: store, into: &value)
        let isNumber = measurement.element == .number
        guard isNumber || measurement.element == .string else { return value.leaves.isEmpty }
        if isNumber, value.leaves.contains(NestedValues.nothing) { return false }
        var start = 0
        for end in value.groupEnds {
            for index in start..<end {
                let others = areEqual ? start..<min(start + 1, end) : start..<index
                for other in others {
                    let same =
                        isNumber
                        ? Double(bitPattern: value.leaves[index]) == Double(bitPattern: value.leaves[other])
                        : value.leaves[index] == value.leaves[other]
                    if same != areEqual { return false }
                }
            }
            start = end
        }
        return true
    }

    // MARK: Collections

    private mutating func counted(
        _ measurement: CompiledExpression, _ operation: CollectionRule.Operation, _ reference: CompiledRule.Reference,
        _ range: Bounds, _ match: Lineup, _ store: borrowing TicketStore
    ) -> Bool {
        self.reference.clear()
        switch reference {
        case .texts(let texts): self.reference.leaves += texts
        case .expression(let expression): expression.evaluate(match, in: store, into: &self.reference)
        case .number: break
        }
        measurement.evaluate(match, in: store, into: &value)
        guard measurement.element == .string else { return false }
        // The lists of collections: one, or one for each of the outermost lists.
        if value.depth < 2 {
            value.outer.removeAll(keepingCapacity: true)
            value.outer.append(value.leaves.count)
        }
        let ends = value.depth == 3 ? value.inner : value.outer
        guard value.depth == 3 else {
            return counted(0..<ends.count, ends, operation, range) ?? false
        }
        var start = 0
        var isMeasured = false
        for end in value.outer {
            let holds = counted(start..<end, ends, operation, range)
            if holds == false { return false }
            if holds == true { isMeasured = true }
            start = end
        }
        return isMeasured
    }

    /// Of one list of collections; `nil` when there is nothing to count.
    private func counted(
        _ collections: Range<Int>, _ ends: [Int], _ operation: CollectionRule.Operation, _ range: Bounds
    ) -> Bool? {
        func elements(_ index: Int) -> ArraySlice<UInt64> {
            value.leaves[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
        }
        switch operation {
        case .intersection:
            var common: [UInt64] = []
            value.appendCommon(of: collections, ends: ends, to: &common)
            return range.contains(Double(common.count))
        case .contains:
            let count =
                value.depth < 2
                ? value.leaves.count { reference.leaves.contains($0) }
                : collections.count { elements($0).contains { reference.leaves.contains($0) } }
            return range.contains(Double(count))
        case .referenceIntersectionCount:
            guard !collections.isEmpty else { return nil }
            return collections.allSatisfy { index in
                var seen: [UInt64] = []
                for text in elements(index) where reference.leaves.contains(text) && !seen.contains(text) {
                    seen.append(text)
                }
                return range.contains(Double(seen.count))
            }
        }
    }

    // MARK: Latency

    private func latency(
        _ rule: LatencyRule, _ aggregation: Int, _ match: Lineup, _ store: borrowing TicketStore, _ region: UInt32?
    ) -> Bool {
        guard let region, !match.rows.isEmpty else { return false }
        var least = Double.infinity
        var most = -Double.infinity
        var sum = 0.0
        var players = 0
        for row in match.rows {
            guard let latency = store.latency(in: region, aggregation, of: row) else { return false }
            least = min(least, latency)
            most = max(most, latency)
            // One by one, as the evaluator adds them: multiplied, it would be rounded otherwise.
            let size = Int(store.rows[Int(row)].size)
            for _ in 0..<size { sum += latency }
            players += size
        }
        if let maxLatency = rule.maxLatency, most > maxLatency { return false }
        guard let maxDistance = rule.maxDistance else { return true }
        let reference = rule.distanceReference == .avg ? sum / Double(players) : least
        return max(most - reference, reference - least) <= maxDistance
    }
}

extension ComparisonRule.Operation {
    func holds<Value: Comparable>(_ value: Value, _ reference: Value) -> Bool where Value: FloatingPoint {
        switch self {
        case .less: value < reference
        case .lessOrEqual: value <= reference
        case .equal: value == reference
        case .notEqual: value != reference
        case .greater: value > reference
        case .greaterOrEqual: value >= reference
        }
    }

    /// Of texts, which have no order.
    func holds(_ text: UInt64, _ reference: UInt64) -> Bool {
        switch self {
        case .equal: text == reference
        case .notEqual: text != reference
        case .less, .lessOrEqual, .greater, .greaterOrEqual: false
        }
    }
}
