import Contracts

extension RuleSetReader {
    /// What stands in `measurements`: one expression or a list of them.
    static func measurements(_ reader: inout ObjectReader) -> [PropertyExpression] {
        let elements: [(member: String, value: JSONValue)]
        switch reader.value("measurements") {
        case nil:
            reader.fault("measurements", "is missing")
            return []
        case .array(let values):
            guard values.count <= RuleSetLimits.measurements else {
                reader.fault("measurements", "has more than \(RuleSetLimits.measurements) elements")
                return []
            }
            elements = values.enumerated().map { ("measurements[\($0.offset)]", $0.element) }
        case .some(let value): elements = [("measurements", value)]
        }
        return elements.compactMap { member, value in
            do throws(ExpressionFault) {
                guard let text = value.string else { throw ExpressionFault(message: "is not a property expression") }
                return try ExpressionReader.expression(text)
            } catch {
                reader.fault(member, error.message)
                return nil
            }
        }
    }

    /// What stands in `referenceValue`; `nil` when nothing does, or nothing that can be read.
    static func reference(_ reader: inout ObjectReader) -> ReferenceValue? {
        guard let value = reader.value("referenceValue") else { return nil }
        do {
            return try reference(value)
        } catch {
            reader.fault("referenceValue", error.message)
            return nil
        }
    }

    static func reference(_ value: JSONValue) throws(ExpressionFault) -> ReferenceValue {
        switch value {
        case .integer, .number:
            if let number = value.looseNumber { return .number(number) }
        case .string(let text):
            if ExpressionReader.looksLikeExpression(text) { return .expression(try ExpressionReader.expression(text)) }
            if text.isWithinLimit { return .string(text) }
        case .array:
            if case .stringList(let texts)? = AttributeValue(value, as: .stringList) { return .stringList(texts) }
        default: break
        }
        throw ExpressionFault(message: "is no number, text, list of texts or expression within the limits")
    }
}

extension ReferenceValue {
    /// The number when a text is one: FlexMatch's documentation puts numbers into quotes here and there.
    var unquoted: ReferenceValue {
        guard case .string(let text) = self, let number = JSONValue.string(text).looseNumber else { return self }
        return .number(number)
    }
}

extension RuleSet {
    /// A reference value as it is meant beside numbers: a number in quotes is one.
    func number(in reference: ReferenceValue, comparedWith measurements: [PropertyExpression]) -> ReferenceValue {
        let measuresNumbers = measurements.contains { expression in
            do {
                return try expression.type(in: self).element == .number
            } catch {
                return false  // its fault is noted where the rule is checked
            }
        }
        return measuresNumbers ? reference.unquoted : reference
    }
}

extension ObjectReader {
    mutating func count(_ member: String) -> Int? {
        guard let number = number(member, from: 0) else { return nil }
        guard let count = Int(exactly: number) else {
            fault(member, "is not a whole number")
            return nil
        }
        return count
    }

    mutating func requiredWord<Word>(_ member: String, of type: Word.Type) -> Word?
    where Word: RawRepresentable<String> & CaseIterable {
        if !has(member) { fault(member, "is missing") }
        return word(member)
    }
}
