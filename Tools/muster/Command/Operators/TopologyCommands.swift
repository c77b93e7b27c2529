import AMQP
import Messaging

extension Command {
    static let topologyApply = Command(
        words: ["topology", "apply"],
        summary: "declares in the broker what the services need, and the account that reads the log; may be repeated",
        run: { invocation in
            try await administrator(invocation).apply(.muster, users: try users(invocation))
            Output.line("the broker's topology is applied")
            return 0
        })

    static let topologyCheck = Command(
        words: ["topology", "check"],
        summary: "says what the broker lacks of what the services need",
        run: { invocation in
            let missing = try await administrator(invocation).check(.muster)
            for what in missing { Output.line("missing: \(what)") }
            if missing.isEmpty { Output.line("nothing is missing") }
            return missing.isEmpty ? 0 : 1
        })

    /// The account of `MUSTER_OPS_AMQP_URL`, if that is set.
    private static func users(_ invocation: Invocation) throws -> [BrokerUser] {
        guard let url = invocation.environment["MUSTER_OPS_AMQP_URL"], !url.isEmpty else { return [] }
        let reader = try AMQPConfiguration(url: url)
        guard reader.user != (try AMQPConfiguration(url: try invocation.setting("MUSTER_AMQP_URL"))).user else {
            throw UsageError(
                "MUSTER_OPS_AMQP_URL has the administrator's name; an account that only reads needs its own")
        }
        // Nobody can log in without one.
        return reader.password.isEmpty ? [] : [.logReader(reader.user, password: reader.password)]
    }

    private static func administrator(_ invocation: Invocation) throws -> TopologyAdministrator {
        // Policies can't be set over AMQP.
        let management = BrokerManagement(url: try invocation.setting("MUSTER_AMQP_MANAGEMENT_URL"))
        return TopologyAdministrator(
            try AMQPConfiguration(url: try invocation.setting("MUSTER_AMQP_URL")), management: management)
    }
}
