import Contracts

/// What kind of value a player attribute has.
public enum AttributeType: String, Sendable, Hashable, CaseIterable {
    case string
    case number
    case stringList = "string_list"
    case stringNumberMap = "string_number_map"
}

/// What one player has under the name of an attribute.
public enum AttributeValue: Sendable, Hashable {
    case string(String)
    /// Finite.
    case number(Double)
    case stringList([String])
    /// Finite numbers.
    case stringNumberMap([String: Double])

    public var type: AttributeType {
        switch self {
        case .string: .string
        case .number: .number
        case .stringList: .stringList
        case .stringNumberMap: .stringNumberMap
        }
    }

    /// The value that JSON holds, read as one of `type`; `nil` when it is of another type, is not finite, or is larger than
    /// `RuleSetLimits` allow.
    public init?(_ json: JSONValue, as type: AttributeType) {
        switch (type, json) {
        case (.string, .string(let text)) where text.isWithinLimit: self = .string(text)
        case (.number, _):
            guard let number = json.double, number.isFinite else { return nil }
            self = .number(number)
        case (.stringList, .array(let elements)) where elements.count <= RuleSetLimits.collectionElements:
            let texts = elements.compactMap(\.string).filter(\.isWithinLimit)
            guard texts.count == elements.count else { return nil }
            self = .stringList(texts)
        case (.stringNumberMap, .object(let members)) where members.count <= RuleSetLimits.collectionElements:
            let numbers = members.compactMapValues(\.double).filter { $0.key.isWithinLimit && $0.value.isFinite }
            guard numbers.count == members.count else { return nil }
            self = .stringNumberMap(numbers)
        default: return nil
        }
    }

    /// The value as it stands in a request.
    public var json: JSONValue {
        switch self {
        case .string(let text): .string(text)
        case .number(let number): .number(number)
        case .stringList(let texts): .array(texts.map { .string($0) })
        case .stringNumberMap(let numbers): .object(numbers.mapValues { .number($0) })
        }
    }

    public var number: Double? { if case .number(let number) = self { number } else { nil } }
    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var stringList: [String]? { if case .stringList(let texts) = self { texts } else { nil } }
    public var stringNumberMap: [String: Double]? {
        if case .stringNumberMap(let numbers) = self { numbers } else { nil }
    }
}

extension String {
    var isWithinLimit: Bool { utf8.count <= RuleSetLimits.textBytes }
}
