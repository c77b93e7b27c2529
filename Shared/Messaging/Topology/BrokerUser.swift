import Contracts

/// Somebody who may log in to the broker, and what they may touch in Muster's virtual host. Expressions match whole names.
public struct BrokerUser: Sendable, Hashable {
    public var name: String
    public var password: String
    /// Of the management plugin: `monitoring`, `administrator`.
    public var tags: [String]
    /// What may be declared and deleted.
    public var configure: String
    /// Exchanges that may be published to, queues that may be bound.
    public var write: String
    /// Queues that may be consumed, exchanges that may be bound to.
    public var read: String

    public init(
        name: String, password: String, tags: [String] = [], configure: String, write: String, read: String
    ) {
        self.name = name
        self.password = password
        self.tags = tags
        self.configure = configure
        self.write = write
        self.read = read
    }

    /// One of Muster's services: declares only its own transient queues, so that no service can change the topology.
    public static func service(_ name: String, password: String) -> BrokerUser {
        let own = #"^(rpc\.\#(name)\.v1|amq\.gen.*)$"#
        return BrokerUser(name: "muster-\(name)", password: password, configure: own, write: ".*", read: ".*")
    }

    /// Reads the log and nothing else. No queues of its own: whoever may declare one can give it `x-overflow:
    /// reject-publish`, which no policy overrides, and thereby stall the log for everybody.
    public static func logReader(_ name: String, password: String) -> BrokerUser {
        BrokerUser(name: name, password: password, configure: "^$", write: "^$", read: #"^muster\.results$"#)
    }
}
