import Contracts
import FoundationEssentials
import HTTPClient
import HTTPTypes

/// RabbitMQ's management plugin, for what AMQP can't set: virtual hosts, policies, users and permissions.
public struct BrokerManagement: Sendable {
    /// The plugin can't be reached, or refuses.
    public struct Failure: Error, CustomStringConvertible {
        /// Nil when there was no answer.
        public let status: Int?
        public let description: String
    }

    private let url: String
    private let client: WebClient

    /// - Parameter url: `http://user:password@host:port`, of an administrator.
    public init(url: String, client: WebClient = .shared) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.client = client
    }

    /// Makes a virtual host unless it exists.
    public func declareVirtualHost(_ name: String) async throws(Failure) {
        try await put("vhosts/\(Self.escaped(name))", JSONValue.object([:]))
    }

    /// Deletes a virtual host with everything in it; one that isn't there is fine.
    public func deleteVirtualHost(_ name: String) async throws(Failure) {
        let path = "vhosts/\(Self.escaped(name))"
        do {
            let response = try await client.send(HTTPClientRequest(.delete, "\(url)/api/\(path)"))
            if response.status != .notFound { try expectSuccess(response, path) }
        } catch {
            throw failure(error, path)
        }
    }

    /// Lets an existing user do everything in a virtual host.
    public func allowEverything(to user: String, virtualHost: String) async throws(Failure) {
        let all = JSONValue.object(["configure": .string(".*"), "write": .string(".*"), "read": .string(".*")])
        try await put("permissions/\(Self.escaped(virtualHost))/\(Self.escaped(user))", all)
    }

    /// Sets a policy, whatever it was before.
    public func set(_ policy: BrokerPolicy, virtualHost: String) async throws(Failure) {
        let body = JSONValue.object([
            "pattern": .string(policy.pattern), "apply-to": .string(policy.appliesTo.rawValue),
            "priority": .integer(Int64(policy.priority)), "definition": .object(policy.definition),
        ])
        try await put("policies/\(Self.escaped(virtualHost))/\(Self.escaped(policy.name))", body)
    }

    /// Sets a user's password, tags and permissions, whatever they were before.
    public func set(_ user: BrokerUser, virtualHost: String) async throws(Failure) {
        let identity = JSONValue.object([
            "password": .string(user.password), "tags": .string(user.tags.joined(separator: ",")),
        ])
        try await put("users/\(Self.escaped(user.name))", identity)
        let permissions = JSONValue.object([
            "configure": .string(user.configure), "write": .string(user.write), "read": .string(user.read),
        ])
        try await put("permissions/\(Self.escaped(virtualHost))/\(Self.escaped(user.name))", permissions)
    }

    /// The names of the policies that there are.
    public func policyNames(virtualHost: String) async throws(Failure) -> Set<String> {
        struct Named: Decodable { var name: String }
        let policies = try await get("policies/\(Self.escaped(virtualHost))", as: [Named].self)
        return Set(policies.map(\.name))
    }

    /// The bindings of queues that there are, without their arguments.
    func bindings(virtualHost: String) async throws(Failure) -> Set<BoundKey> {
        Set(try await get("bindings/\(Self.escaped(virtualHost))", as: [BoundKey].self))
    }

    /// A binding as the plugin tells it.
    struct BoundKey: Decodable, Hashable {
        var source: String
        var destination: String
        var routing_key: String
    }

    private func put(_ path: String, _ body: JSONValue) async throws(Failure) {
        do {
            let json = Array(try JSONEncoder().encode(body))
            try expectSuccess(try await client.send(.json(.put, "\(url)/api/\(path)", json)), path)
        } catch {
            throw failure(error, path)
        }
    }

    private func get<Answer: Decodable>(_ path: String, as type: Answer.Type) async throws(Failure) -> Answer {
        do {
            let response = try await client.send(HTTPClientRequest(.get, "\(url)/api/\(path)"))
            try expectSuccess(response, path)
            return try JSONDecoder().decode(type, from: Data(response.body))
        } catch {
            throw failure(error, path)
        }
    }

    private func expectSuccess(_ response: HTTPClientResponse, _ path: String) throws(Failure) {
        let status = Int(response.status.code)
        guard (200..<300).contains(status) else {
            throw Failure(
                status: status, description: "the broker's management refuses \(path): \(status) \(response.text)")
        }
    }

    private func failure(_ error: any Error, _ path: String) -> Failure {
        error as? Failure ?? Failure(status: nil, description: "the broker's management, \(path): \(error)")
    }

    /// Percent-encodes a part of a path.
    static func escaped(_ part: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var escaped: [UInt8] = []
        for byte in part.utf8 {
            if plain.contains(byte) {
                escaped.append(byte)
            } else {
                escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
