import TestKit

/// The account of one stack that may read its log. Users belong to the whole broker, so its name is the virtual host's.
struct LogReaderAccount {
    let name: String
    let url: String

    init(of broker: TestVirtualHost) {
        name = "\(broker.name)-ops"
        url = "amqp://\(name):ops-secret@\(broker.configuration.host):\(broker.configuration.port)/\(broker.name)"
    }

    func remove(from broker: TestVirtualHost) async throws { try await broker.manage(.delete, "users/\(name)") }
}
