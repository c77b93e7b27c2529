import AMQP
import Contracts
import Logging
import Messaging

/// Asks the results service over the broker, as the gateway does.
struct ResultsClient: Sendable {
    private let rpc: RPCClient

    /// Connects, gives itself to `body`, and closes.
    static func with<Value: Sendable>(
        _ invocation: Invocation, _ body: @escaping @Sendable (ResultsClient) async throws -> Value
    ) async throws -> Value {
        var configuration = try AMQPConfiguration(url: try invocation.setting("MUSTER_AMQP_URL"))
        configuration.name = "muster"
        var logger = Logger(label: "muster")
        logger.logLevel = .error
        let rpc = RPCClient(configuration, logger: logger)
        return try await Interruptible.run {
            let running = Task { try await rpc.run() }  // ended below, whatever happens
            defer { running.cancel() }
            try await rpc.connected(within: .seconds(10))
            return try await body(ResultsClient(rpc: rpc))
        }
    }

    func ask<R: ResultsRequest, Success>(_ request: R) async throws -> Success where R.Reply == Outcome<Success> {
        try await rpc.call(request, deadline: .seconds(20)).get()
    }
}
