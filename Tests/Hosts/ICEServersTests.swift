import Contracts
import Testing

@testable import HostsService

@Suite("STUN and TURN servers")
struct ICEServersTests {
    @Test("The credential is that of coturn's scheme")
    func vector() {
        #expect(
            ICEServers.credential(secret: "north", username: "1433895918:bob") == "+qCJxktJhPsEAA0wfh7NCKO+G0M=")
    }

    @Test("Each URL is an entry of its own, TURN with a username that says when it expires")
    func entries() {
        let servers = ICEServers(
            stunURLs: ["stun:s:1"], turnURLs: ["turn:t:1", "turns:t:2"], turnSecret: "north", turnLifetime: .seconds(18)
        )
        #expect(
            servers.entries(for: "bob", atUnixSeconds: 1_433_895_900) == [
                ICEServer(urls: "stun:s:1"),
                ICEServer(urls: "turn:t:1", username: "1433895918:bob", credential: "+qCJxktJhPsEAA0wfh7NCKO+G0M="),
                ICEServer(urls: "turns:t:2", username: "1433895918:bob", credential: "+qCJxktJhPsEAA0wfh7NCKO+G0M="),
            ])
    }

    @Test("Without a secret no TURN server is named, STUN servers are")
    func withoutSecret() {
        let servers = ICEServers(stunURLs: ["stun:s:1"], turnURLs: ["turn:t:1"])
        #expect(servers.entries(for: "bob", atUnixSeconds: 0) == [ICEServer(urls: "stun:s:1")])
        #expect(ICEServers(turnURLs: ["turn:t:1"]).entries(for: "bob", atUnixSeconds: 0) == [])
    }
}
