import AMQP
import HTTPClient
import HTTPTypes

/// A virtual host of the broker that belongs to one test.
public struct TestVirtualHost: Sendable {
    /// The management plugin refused or is gone.
    public struct Failed: Error, CustomStringConvertible {
        public let description: String
    }

    public let name: String
    /// How an administrator connects to it.
    public let configuration: AMQPConfiguration
    /// `http://user:password@host:port` of the management plugin.
    public let managementURL: String

    /// Makes an empty virtual host, gives it to `body`, and deletes it whatever happens.
    public static func with<Result: Sendable>(
        _ body: @Sendable (TestVirtualHost) async throws -> Result
    ) async throws -> Result {
        let host = try TestVirtualHost(
            name: "test-" + String(UInt64.random(in: .min ... .max), radix: 36), amqpURL: LiveServers.amqpURL,
            managementURL: LiveServers.amqpManagementURL)
        try await host.manage(.put, "vhosts/\(host.name)")
        try await host.manage(
            .put, "permissions/\(host.name)/\(host.configuration.user)",
            #"{"configure": ".*", "write": ".*", "read": ".*"}"#)
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(host)) } catch { result = .failure(error) }
        try await host.manage(.delete, "vhosts/\(host.name)")
        return try result.get()
    }

    private init(name: String, amqpURL: String, managementURL: String) throws {
        self.name = name
        self.managementURL = managementURL
        var configuration = try AMQPConfiguration(url: amqpURL)
        configuration.virtualHost = name
        configuration.name = "test"
        self.configuration = configuration
    }

    /// Calls the management plugin; `path` follows `/api/`. Returns the answer's body, throws unless the status is good.
    @discardableResult
    public func manage(_ method: HTTPMethod, _ path: String, _ body: String = "{}") async throws -> String {
        let request = HTTPClientRequest.json(
            method, "\(managementURL)/api/\(path)", method == .get ? [] : Array(body.utf8))
        let response = try await WebClient.shared.send(request)
        guard (200..<300).contains(response.status.code) else {
            throw Failed(description: "\(method) \(path): \(response.status.code) \(response.text)")
        }
        return response.text
    }
}
