import Contracts
import LobbyCore
import RulesCore
import Testing

@Suite struct PeerAddressRuleTests {
    @Test(
        "Addresses are read with and without a port",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:1", "192.0.2.1:1"), ("192.0.2.1:65535", "192.0.2.1:65535"),
            ("::1", "::1"), ("2001:DB8::0:1", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:46318", "[2001:db8::1]:46318"), ("::ffff:192.0.2.1", "192.0.2.1"),
            ("[::ffff:192.0.2.1]:80", "192.0.2.1:80"),
        ])
    func read(text: String, same: String) {
        #expect(PeerAddressRule.read(text)?.description == same)
    }

    @Test(
        "Everything else is no address",
        arguments: [
            "", " ", "localhost", "game.example:5000", "192.0.2", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536",
            "192.0.2.1:-1", "192.0.2.1:+5", "192.0.2.1:5 ", "192.0.2.256", "1.2.3.4:5:6", "[::1", "::1]", "[]:5",
            "[::1]5",
            "[::1]:", "[::1]:0", "192.0.2.1\0", "192.0.2.1\0:80", "::1\0x", "[::1\0]:80", "[192.0.2.1]:5",
            "fe80::1%eth0", "192.0.2.1/24", "0x7f.1", "１２７.0.0.1",
            String(repeating: "1", count: 1000),
        ])
    func refuse(text: String) {
        #expect(PeerAddressRule.read(text) == nil)
    }

    @Test("The socket's own address counts, with the claimed port") func own() {
        let rule = PeerAddressRule(
            relays: NetworkList("10.0.0.0/8") ?? .none, proxies: NetworkList("172.16.0.1") ?? .none)
        let claimed = PeerAddress(ip: "198.51.100.9", port: 7)
        #expect(rule.address(claimed: claimed, client: "203.0.113.5").description == "203.0.113.5:7")
        #expect(rule.address(claimed: claimed, client: "10.1.2.3") == claimed)
        #expect(rule.address(claimed: claimed, client: "172.16.0.1") == claimed)
        #expect(
            rule.address(claimed: PeerAddress(ip: "::1"), client: "::ffff:203.0.113.5").description == "203.0.113.5")
    }

    @Test("Short names of regions share their pool with the long ones") func regions() {
        #expect(LobbyRegion.pool("Asia") == "Japan")
        #expect(LobbyRegion.pool("Japan") == "Japan")
        #expect(LobbyRegion.pool("moon") == "moon")
        #expect(LobbyRegion.named("moon") == nil)
    }
}
