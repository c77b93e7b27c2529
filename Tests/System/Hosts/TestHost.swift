import APIClient
import Contracts
import Testing

/// A streaming host of a test, alone with its like in a region.
struct TestHost {
    let client: GatewayClient
    let region: String
    let id: String
    var room: String { "room-\(id)" }

    /// Registers a new one.
    static func registering(_ client: GatewayClient, in region: String) async throws -> TestHost {
        let host = TestHost(client: client, region: region, id: TestStack.newName("host"))
        let answer = try await host.beat()
        #expect(answer.status == 200, "\(answer.text)")
        return host
    }

    static func newRegion() -> String { TestStack.newName("region") }

    /// The body of its heartbeat.
    var heartbeat: String { #"{"hostId":"\#(id)","roomId":"\#(room)","region":"\#(region)"}"# }

    func beat() async throws -> Answer { try await client.ask(.post, "/api/host/heartbeat", heartbeat) }

    func say(_ status: String) async throws -> Answer {
        try await client.ask(.post, "/api/host/status", #"{"hostId":"\#(id)","status":"\#(status)"}"#)
    }
}

extension GatewayClient {
    func findHost(in region: String) async throws -> Answer {
        try await ask(.post, "/api/match/find", #"{"region":"\#(region)"}"#)
    }

    /// What an operator sees of a region, by the hosts' ids; without the time at which each was heard of.
    func hosts(in region: String) async throws -> [String: JSONValue] {
        guard case .array(let hosts)? = try await ask(.get, "/api/hosts")["hosts"] else {
            throw TestStack.Failed(description: "no list of hosts")
        }
        return Dictionary(
            uniqueKeysWithValues: hosts.compactMap { host in
                guard case .object(var members) = host, members["region"] == .string(region),
                    let id = members["hostId"]?.string
                else { return nil }
                members["lastHeartbeat"] = nil
                return (id, .object(members))
            })
    }
}
