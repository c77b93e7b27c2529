/// An exchange as it shall be.
public struct ExchangeDeclaration: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case direct
        case topic
        case fanout
        case headers
    }

    public var name: String
    public var kind: Kind
    public var isDurable: Bool
    public var isAutoDelete: Bool
    public var arguments: [String: FieldValue]

    public init(
        _ name: String, _ kind: Kind, durable: Bool = true, autoDelete: Bool = false,
        arguments: [String: FieldValue] = [:]
    ) {
        self.name = name
        self.kind = kind
        self.isDurable = durable
        self.isAutoDelete = autoDelete
        self.arguments = arguments
    }
}
