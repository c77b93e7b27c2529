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
        guard Self.canBe(json, type) else { return nil }
        switch (type, json) {
        case (.string, .string(let text)): self = .string(text)
        case (.stringList, .array(let elements)): self = .stringList(elements.compactMap(\.string))
        case (.stringNumberMap, .object(let members)): self = .stringNumberMap(members.compactMapValues(\.double))
        default:
            guard let number = json.double else { return nil }
            self = .number(number)
        }
    }

    /// Whether JSON holds a value of a type, without reading it.
    public static func canBe(_ json: JSONValue, _ type: AttributeType) -> Bool {
        switch (type, json) {
        case (.string, .string(let text)): return text.isWithinLimit
        case (.number, _): return json.double?.isFinite ?? false
        case (.stringList, .array(let elements)):
            guard elements.count <= RuleSetLimits.collectionElements else { return false }
            for element in elements {
                guard case .string(let text) = element, text.isWithinLimit else { return false }
            }
            return true
        case (.stringNumberMap, .object(let members)):
            guard members.count <= RuleSetLimits.collectionElements else { return false }
            for (key, value) in members {
                guard key.isWithinLimit, value.double?.isFinite ?? false else { return false }
            }
            return true
        default: return false
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
