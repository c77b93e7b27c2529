import Foundation
import TestKit
import Testing

@testable import HostsService

@Suite("TURN credentials at a real coturn", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct TURNCredentialTests {
    @Test(
        "Ours get a relay; with any other byte, for another caller, after their time or from another secret they don't")
    func credentials() async throws {
        let secret = "a secret with spaces, ü and +/="
        try await PrivateTURN.with(secret: secret) { server in
            let now = Int64(Date().timeIntervalSince1970)
            let servers = ICEServers(turnURLs: [server.url], turnSecret: secret, turnLifetime: .seconds(600))
            func entry(_ servers: ICEServers, at time: Int64) throws -> (username: String, credential: String) {
                let entry = try #require(servers.entries(for: "guest-1", atUnixSeconds: time).first)
                #expect(entry.urls == server.url)
                return (try #require(entry.username), try #require(entry.credential))
            }

            let good = try entry(servers, at: now)
            let expired = try entry(servers, at: now - 601)
            var others = servers
            others.turnSecret = secret + "!"
            let foreign = try entry(others, at: now)

            #expect(try await server.relay(username: expired.username, credential: expired.credential) == .refused)
            #expect(try await server.relay(username: foreign.username, credential: foreign.credential) == .refused)
            let flipped = (good.credential.first == "A" ? "B" : "A") + good.credential.dropFirst()
            #expect(try await server.relay(username: good.username, credential: flipped) == .refused)
            let renamed = good.username.replacingOccurrences(of: "guest-1", with: "guest-2")
            #expect(try await server.relay(username: renamed, credential: good.credential) == .refused)
            let prolonged = "\(now + 86_400):guest-1"
            #expect(try await server.relay(username: prolonged, credential: good.credential) == .refused)
            // Last, so that the refusals above can't be told from its log.
            #expect(try await server.relay(username: good.username, credential: good.credential) == .relayed)
        }
    }
}
