/// A queue as it shall be.
public struct QueueDeclaration: Sendable, Hashable {
    /// Empty: the broker makes a name up.
    public var name: String
    public var isDurable: Bool
    public var isExclusive: Bool
    public var isAutoDelete: Bool
    public var arguments: [String: FieldValue]

    public init(
        _ name: String, durable: Bool, exclusive: Bool = false, autoDelete: Bool = false,
        arguments: [String: FieldValue] = [:]
    ) {
        self.name = name
        self.isDurable = durable
        self.isExclusive = exclusive
        self.isAutoDelete = autoDelete
        self.arguments = arguments
    }

    /// Durable and replicated. Limits are set by policy, so that a release can change them.
    public static func quorum(_ name: String, arguments: [String: FieldValue] = [:]) -> QueueDeclaration {
        QueueDeclaration(
            name, durable: true, arguments: arguments.merging(["x-queue-type": "quorum"]) { old, _ in old })
    }

    /// An append-only log that ordinary consumers read from any offset. Limits are set by policy.
    public static func stream(_ name: String, arguments: [String: FieldValue] = [:]) -> QueueDeclaration {
        QueueDeclaration(
            name, durable: true, arguments: arguments.merging(["x-queue-type": "stream"]) { old, _ in old })
    }

    /// Shared by whoever consumes it, gone with the last of them and with the broker.
    public static func transient(_ name: String) -> QueueDeclaration {
        QueueDeclaration(name, durable: false, autoDelete: true)
    }

    /// This connection's own, gone with it.
    public static func exclusive(_ name: String = "") -> QueueDeclaration {
        QueueDeclaration(name, durable: false, exclusive: true, autoDelete: true)
    }
}
