import AMQP
import Messaging

extension Command {
    static let topologyApply = Command(
        words: ["topology", "apply"],
        summary: "declares in the broker what the services need; may be repeated at any time",
        run: { invocation in
            try await administrator(invocation).apply(.muster)
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

    private static func administrator(_ invocation: Invocation) throws -> TopologyAdministrator {
        // Policies can't be set over AMQP.
        let management = BrokerManagement(url: try invocation.setting("MUSTER_AMQP_MANAGEMENT_URL"))
        return TopologyAdministrator(
            try AMQPConfiguration(url: try invocation.setting("MUSTER_AMQP_URL")), management: management)
    }
}
