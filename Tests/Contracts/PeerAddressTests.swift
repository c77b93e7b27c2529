import Contracts
import Testing

@Suite struct PeerAddressTests {
    @Test(
        "A peer's address is written so that a port can be told from it",
        arguments: [
            (PeerAddress(ip: "192.0.2.1"), "192.0.2.1"), (PeerAddress(ip: "192.0.2.1", port: 5000), "192.0.2.1:5000"),
            (PeerAddress(ip: "2001:db8::1"), "2001:db8::1"),
            (PeerAddress(ip: "2001:db8::1", port: 5000), "[2001:db8::1]:5000"),
        ])
    func text(address: PeerAddress, text: String) {
        #expect(address.description == text)
    }

    @Test("One region's peers are all on one shard, and ids know it") func shard() throws {
        let shard = PeerPools.shard(region: "Europe")
        #expect(shard == PeerPools.shard(region: "Europe"))
        var random = SystemRandomNumberGenerator()
        let id = MatcherID(shard: shard, using: &random)
        #expect(id.shard == shard)
        #expect(MatcherID(PeerHandle(shard: shard, using: &random).rawValue).shard == nil)
    }
}
