import RuleSetsCore

extension StageCompiler {
    mutating func compile(_ rule: DistanceRule, _ isNeeded: Bool) -> CompiledRule {
        let standing = PartyStanding(numbers: rule.partyAggregation)
        var measurements: [CompiledExpression] = []
        for measurement in rule.measurements {
            guard let compiled = expression(measurement, standing) else { return .never }
            measurements.append(compiled)
        }
        let bounds = Bounds(least: rule.minDistance ?? -.infinity, most: rule.maxDistance ?? .infinity)
        let shapes = measurements.compactMap { ExpressionShape($0, sides: sides) }
        switch rule.referenceValue {
        case .number(let number):
            if isNeeded {
                for shape in shapes where shape.form == .values {
                    ask(Predicate(place: shape.place, test: .distance(from: number, bounds)), of: shape.sides)
                }
            }
            return .distance(measurements, .number(number), bounds)
        case .expression(let other):
            guard let reference = expression(other, standing) else { return .never }
            if isNeeded { follow(shapes, ExpressionShape(reference, sides: sides), bounds.most) }
            return .distance(measurements, .expression(reference), bounds)
        case .string, .stringList: return .never
        }
    }

    /// What follows when all numbers of some shapes are within a distance of a reference.
    private mutating func follow(_ shapes: [ExpressionShape], _ reference: ExpressionShape?, _ distance: Double) {
        for shape in shapes {
            if case .figure(let function) = shape.form, case .ticket(let feature) = shape.place, balance == nil,
                shape.isGrouped || shape.sides.count < sides.count
            {
                balance = StagePlan.Balance(feature: feature, isSum: function == .sum)
            }
        }
        guard distance.isFinite else { return }
        for case .ticket(let feature) in Set(shapes.map(\.place)) {
            let own = shapes.filter { $0.place == .ticket(feature) }
            let values = own.filter { $0.form == .values }.flatMap(\.sides)
            let other = reference?.place == .ticket(feature) ? reference : nil
            if let radius = radius(values, other, distance) { bound(feature, radius) }
            for shape in own where coversAll(shape.sides) && !shape.isGrouped {
                guard let other, coversAll(other.sides), !other.isGrouped else { continue }
                switch (shape.form, other.form) {
                case (.figure(.max), .figure(.min)), (.figure(.min), .figure(.max)): bound(feature, distance)
                case (.figure(.max), .figure(.avg)), (.figure(.min), .figure(.avg)):
                    // The average is at least an n-th of the spread away from either end.
                    bound(feature, distance * Double(sides.reduce(0) { $0 + $1.maxPlayers }))
                default: break
                }
            }
        }
    }

    /// How far apart any two tickets may be when the players of some sides are within a distance of a reference: twice the
    /// distance, since both are as near to the same; or the distance itself, where the reference is the least or greatest of
    /// them all or each of them, or where there are but two players.
    private func radius(_ values: [Int], _ reference: ExpressionShape?, _ distance: Double) -> Double? {
        guard !values.isEmpty else { return nil }
        if coversAll(values) {
            guard let reference, coversAll(reference.sides), !reference.isGrouped else { return 2 * distance }
            switch reference.form {
            case .values, .figure(.min), .figure(.max): return distance
            default: return 2 * distance
            }
        }
        guard let reference, reference.form == .values, coversAll(values + reference.sides),
            sides.allSatisfy({ $0.minPlayers > 0 })
        else { return nil }
        return sides.count == 2 && sides.allSatisfy { $0.maxPlayers == 1 } ? distance : 2 * distance
    }

    mutating func compile(_ rule: ComparisonRule, _ isNeeded: Bool) -> CompiledRule {
        guard let reference = rule.referenceValue else { return compileAmongPlayers(rule, isNeeded) }
        let standing = PartyStanding(numbers: rule.partyAggregation ?? .avg)
        var measurements: [CompiledExpression] = []
        for measurement in rule.measurements {
            guard let compiled = expression(measurement, standing) else { return .never }
            measurements.append(compiled)
        }
        let compiled: CompiledRule.Reference
        switch reference {
        case .number(let number): compiled = .number(number)
        case .string(let text): compiled = .texts([word(text)])
        case .stringList(let texts): compiled = .texts(texts.map { word($0) })
        case .expression(let other):
            guard let other = expression(other, standing) else { return .never }
            compiled = .expression(other)
        }
        if isNeeded { for measurement in measurements { follow(measurement, rule.operation, compiled) } }
        return .comparison(measurements, rule.operation, compiled)
    }

    private mutating func follow(
        _ measurement: CompiledExpression, _ operation: ComparisonRule.Operation, _ reference: CompiledRule.Reference
    ) {
        guard let shape = ExpressionShape(measurement, sides: sides) else { return }
        let isNumber = measurement.element == .number
        switch reference {
        case .number(let number) where isNumber:
            switch (shape.form, operation) {
            case (.values, _), (.figure(.max), .less), (.figure(.max), .lessOrEqual), (.figure(.min), .greater),
                (.figure(.min), .greaterOrEqual):
                ask(Predicate(place: shape.place, test: .number(operation, number)), of: shape.sides)
            case (.figure(.stddev), .less), (.figure(.stddev), .lessOrEqual):
                guard case .ticket(let feature) = shape.place, coversAll(shape.sides), !shape.isGrouped else { return }
                // The two ends of the spread alone make half its square of the sum of squares.
                bound(feature, number * Double(2 * sides.reduce(0) { $0 + $1.maxPlayers }).squareRoot())
            default: break
            }
        case .texts(let texts) where !isNumber && shape.form == .values:
            if operation == .equal, texts.count == 1 {
                ask(Predicate(place: shape.place, test: .isOneOf(texts)), of: shape.sides)
            } else if operation == .notEqual {
                ask(Predicate(place: shape.place, test: .isNoneOf(texts)), of: shape.sides)
            }
        case .expression(let other):
            guard let other = ExpressionShape(other, sides: sides), other.place == shape.place, operation == .equal,
                shape.form == .values, other.form == .values, coversAll(shape.sides + other.sides),
                sides.allSatisfy({ $0.minPlayers > 0 })
            else { return }
            pair.equal.append(shape.place)
        case .number, .texts: break
        }
    }

    private mutating func compileAmongPlayers(_ rule: ComparisonRule, _ isNeeded: Bool) -> CompiledRule {
        guard rule.operation == .equal || rule.operation == .notEqual else { return .never }
        let standing = PartyStanding(numbers: rule.partyAggregation, perPlayer: rule.partyAggregation == nil)
        var measurements: [CompiledExpression] = []
        for measurement in rule.measurements {
            guard let compiled = expression(measurement, standing) else { return .never }
            measurements.append(compiled)
            guard isNeeded, let shape = ExpressionShape(compiled, sides: sides), shape.form == .values,
                !shape.isGrouped, coversAll(shape.sides)
            else { continue }
            if rule.operation == .equal { pair.equal.append(shape.place) } else { pair.different.append(shape.place) }
        }
        return .amongPlayers(measurements, areEqual: rule.operation == .equal)
    }
}
