import API
import APIClient
import Contracts
import FoundationEssentials
import Load

extension BenchCase {
    /// Through the gateway, as clients come, and in a region of its own.
    static let hostRush = BenchCase(
        name: "host-rush", summary: "1,000 clients ask at once for 200 streaming hosts: 200 get one, each another",
        run: { target in
            let client = GatewayClient(target.gateway, timeout: .seconds(30))
            var random = SystemRandomNumberGenerator()
            let region = "bench-" + RandomText.base32(length: 8, using: &random)
            let rooms = (0..<200).map { "\(region)-\($0)" }
            try await HostBenchPool.spread(rooms.count) { number in
                let body = HeartbeatBody(hostId: rooms[number], roomId: rooms[number], region: region)
                _ = try await client.call(.post, "/api/host/heartbeat", body, as: HeartbeatAnswer.self)
            }
            let claims = try await withThrowingTaskGroup(of: RushClaim.self) { group in
                for _ in 0..<1000 { group.addTask { try await RushClaim.make(by: client, in: region) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let found = claims.compactMap(\.room)
            guard found.count == rooms.count, Set(found) == Set(rooms) else {
                throw BenchFailure(description: "\(found.count) got a host, \(Set(found).count) different ones")
            }
            return [
                Measurement(name: "host-rush.found", value: Double(found.count), unit: "hosts"),
                milliseconds("host-rush.answer", Samples(claims.map(\.time))),
            ]
        })
}

/// What one client got, and after how long.
private struct RushClaim: Sendable {
    /// `nil` when nobody was free.
    let room: String?
    let time: Duration

    static func make(by client: GatewayClient, in region: String) async throws -> RushClaim {
        let begin = ContinuousClock.now
        let response = try await client.exchange(
            .post, "/api/match/find", body: [UInt8](#"{"region":"\#(region)"}"#.utf8))
        let time = ContinuousClock.now - begin
        switch response.status.code {
        case 200:
            let found = try JSONDecoder().decode(FoundHostAnswer.self, from: Data(response.body))
            return RushClaim(room: found.roomId, time: time)
        case 404: return RushClaim(room: nil, time: time)
        default: throw BenchFailure(description: "a find was answered by \(response.status.code): \(response.text)")
        }
    }
}
