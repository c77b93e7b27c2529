import Contracts
import Foundation
import TestKit
import Testing

@testable import QueueService

@Suite(.enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct RegionTests {
    @Test("a match gets a server where the worst-off is best off; elsewhere when there is none; unknown regions last")
    func booking() async throws {
        try await QueueStage.with { stage in
            try await stage.run([try await QueueReplica("one", stage)]) { client in
                for (address, region) in [("10.0.0.1:1", "us"), ("10.0.0.2:1", "sa"), ("10.0.0.3:1", "eu")] {
                    try await client.offer(address, region: region)
                }
                let latencies = [["eu": 30.0, "us": 90, "sa": 10], ["eu": 80, "us": 85, "asia": 5]]
                let regions = ["eu", "us", "sa"]
                for round in 0..<3 {
                    for (index, latencies) in latencies.enumerated() {
                        try await client.enqueue("r\(round)p\(index)", latencies: latencies)
                    }
                    try await eventually("round \(round) is confirmed") {
                        try await client.state("r\(round)p0").kind == .matchConfirmed
                    }
                    #expect(try await client.state("r\(round)p0").matchConfig?.region == regions[round])
                }
            }
        }
    }
}

extension QueueClient {
    fileprivate func offer(_ address: String, region: String) async throws {
        _ = try await ask(
            OfferServers(
                serverUser: "host", addresses: [address],
                expires: Timestamp(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000) + 600_000),
                region: region, modes: nil)
        ).get()
    }

    fileprivate func enqueue(_ name: String, latencies: [String: Double]) async throws {
        _ = try await call(
            EnqueueTicket(
                commandID: Self.newID(),
                players: [TicketPlayer(playerID: PlayerID(name), username: name, latencies: latencies)],
                modes: ["blitz"], gateway: id), QueueStage.near
        ).get()
    }
}
