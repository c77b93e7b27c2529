extension Logger {
    /// What varies between messages, under dotted keys.
    public typealias Metadata = [String: MetadataValue]

    /// One value of metadata.
    public enum MetadataValue: Sendable {
        case string(String)
        /// Turned into text only when the message is emitted; numbers and truth values stay such in JSON.
        case stringConvertible(any CustomStringConvertible & Sendable)
        case dictionary(Metadata)
        case array([MetadataValue])
    }

    /// The text of a log message.
    public struct Message: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, CustomStringConvertible,
        Hashable,
        Sendable
    {
        private let text: String

        public init(stringLiteral value: String) {
            text = value
        }

        public var description: String { text }
    }
}

extension Logger.Metadata {
    public typealias Value = Logger.MetadataValue
}

extension Logger.MetadataValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) {
        self = .string(value)
    }
}

extension Logger.MetadataValue: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, Logger.MetadataValue)...) {
        self = .dictionary(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}

extension Logger.MetadataValue: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Logger.MetadataValue...) {
        self = .array(elements)
    }
}

extension Logger.MetadataValue: CustomStringConvertible {
    /// Text for people; the members of a dictionary in order of their keys.
    public var description: String {
        switch self {
        case .string(let text): text
        case .stringConvertible(let value): value.description
        case .array(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
        case .dictionary(let members):
            "[" + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "]"
        }
    }
}

extension Logger.MetadataValue: Equatable {
    public static func == (left: Logger.MetadataValue, right: Logger.MetadataValue) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): left == right
        case (.stringConvertible(let left), .stringConvertible(let right)): left.description == right.description
        case (.array(let left), .array(let right)): left == right
        case (.dictionary(let left), .dictionary(let right)): left == right
        default: false
        }
    }
}
