import ServiceKit
import Testing

@testable import HostsService

@Suite("Settings")
struct HostsSettingsTests {
    private static let needed = ["MUSTER_REDIS_URL": "redis://127.0.0.1", "MUSTER_AMQP_URL": "amqp://u:p@127.0.0.1/"]

    private static func read(_ more: [String: String]) throws(SettingValues.Faults) -> SettingValues {
        try SettingValues(HostsSettings.all, environment: needed.merging(more) { $1 })
    }

    @Test("The least that has to be set is enough, and offers no TURN server")
    func least() throws {
        let values = try Self.read([:])
        #expect(HostsSettings.rules(values).reservation == .seconds(20))
        #expect(HostsSettings.rules(values).defaultRegion == "local")
        #expect(HostsSettings.iceServers(values).entries(for: "a", atUnixSeconds: 0).isEmpty)
    }

    @Test("Lists, lifetimes and secrets are read")
    func full() throws {
        let values = try Self.read([
            "MUSTER_STUN_URLS": "stun:s:3478", "MUSTER_TURN_URLS": "turn:t:3478?transport=udp, turns:t:5349",
            "MUSTER_TURN_SECRET": "north", "MUSTER_TURN_TTL": "3600", "MUSTER_HOST_RESERVATION": "5s",
        ])
        let servers = HostsSettings.iceServers(values)
        #expect(servers.turnURLs == ["turn:t:3478?transport=udp", "turns:t:5349"])
        #expect(servers.turnLifetime == .seconds(3600))
        #expect(servers.entries(for: "a", atUnixSeconds: 0).count == 3)
        #expect(HostsSettings.rules(values).reservation == .seconds(5))
    }

    @Test(
        "A wrong value is refused at the start",
        arguments: [
            ("MUSTER_REDIS_URL", "localhost:6379"), ("MUSTER_SIGNALING_URL", "wss://s?room=1"),
            ("MUSTER_SIGNALING_URL", "s.example"), ("MUSTER_TURN_URLS", "http://t"), ("MUSTER_STUN_URLS", "turn:t"),
            ("MUSTER_TURN_TTL", "soon"), ("MUSTER_HOST_RESERVATION", "0"),
        ])
    func wrong(_ name: String, _ value: String) {
        let faults = #expect(throws: SettingValues.Faults.self) { try Self.read([name: value]) }
        #expect(faults?.faults.map(\.setting) == [name])
    }
}
