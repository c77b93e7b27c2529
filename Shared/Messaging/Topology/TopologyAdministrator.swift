import AMQP

/// Brings a broker to a topology, and tells what it lacks of it.
public struct TopologyAdministrator: Sendable {
    private let configuration: AMQPConfiguration
    private let management: BrokerManagement?

    /// - Parameters:
    ///   - configuration: for `apply` of a user who may declare everything.
    ///   - management: for `apply` of virtual hosts, policies and users; without it these are left alone.
    public init(_ configuration: AMQPConfiguration, management: BrokerManagement? = nil) {
        self.configuration = configuration
        self.management = management
    }

    /// Declares what is missing, and sets policies and users. May be repeated at any time, also while services run; takes
    /// nothing away.
    ///
    /// Throws an `AMQPError` or a `BrokerManagement.Failure`. A queue that exists with other arguments is
    /// `.preconditionFailed`: it needs a new name.
    public func apply(_ topology: Topology, users: [BrokerUser] = []) async throws {
        if let management, configuration.virtualHost != "/" {
            try await management.declareVirtualHost(configuration.virtualHost)
        }
        try await Administrator(configuration).perform(
            topology.exchanges.map { .exchange($0) } + topology.queues.map { .queue($0) }
                + topology.bindings.map { .bind($0) })
        guard let management else { return }
        for policy in topology.policies { try await management.set(policy, virtualHost: configuration.virtualHost) }
        for user in users { try await management.set(user, virtualHost: configuration.virtualHost) }
    }

    /// What the broker lacks of a topology, a line each; empty when nothing. Changes nothing; more than a topology asks for
    /// is fine. Bindings and policies are only looked at through the management plugin.
    ///
    /// Throws an `AMQPError` or a `BrokerManagement.Failure` when the broker can't be asked.
    public func check(_ topology: Topology) async throws -> [String] {
        let checks =
            topology.exchanges.map { (Declaration.checkExchange($0.name), "exchange \($0.name)") }
            + topology.queues.map { (Declaration.checkQueue($0.name), "queue \($0.name)") }
        var missing: [String] = []
        let outcomes = try await Administrator(configuration).attempt(checks.map(\.0))
        for ((_, what), outcome) in zip(checks, outcomes) {
            guard case .failure(let error) = outcome else { continue }
            if error.code == .notFound, !error.isRetriable {
                missing.append("\(what) is missing")
            } else {
                missing.append("\(what): \(error)")
            }
        }
        guard let management else { return missing }
        let bound = try await management.bindings(virtualHost: configuration.virtualHost)
        for binding in topology.bindings {
            let key = BrokerManagement.BoundKey(
                source: binding.exchange, destination: binding.queue, routing_key: binding.routingKey)
            if !bound.contains(key) {
                missing.append("queue \(binding.queue) is not bound to \(binding.exchange) by \(binding.routingKey)")
            }
        }
        let policies = try await management.policyNames(virtualHost: configuration.virtualHost)
        missing += topology.policies.filter { !policies.contains($0.name) }.map { "policy \($0.name) is missing" }
        return missing
    }
}
