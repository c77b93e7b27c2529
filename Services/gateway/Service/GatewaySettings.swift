import Contracts
import HTTPServer
import LobbyCore
import Logging
import RulesCore
import ServiceKit

/// The gateway's settings.
struct GatewaySettings: Sendable {
    static let host = Setting("MUSTER_HTTP_HOST", .text, default: "127.0.0.1", help: "Where clients are served.")
    static let port = Setting(
        "MUSTER_HTTP_PORT", .port, default: 8080, help: "The port for clients; 0 takes a free one.")
    static let deadline = Setting(
        "MUSTER_REQUEST_DEADLINE", .duration(.milliseconds(100)...(.seconds(30))), default: .seconds(2),
        help: "How long a service may take to answer before the client is told 503.")
    static let trustedNetworks = Setting(
        "MUSTER_TRUSTED_NETWORKS", .networks, default: .none, help: "Networks whose addresses are not limited.")
    static let trustedProxies = Setting(
        "MUSTER_TRUSTED_PROXIES", .networks, default: .none,
        help: "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.")
    static let origins = Setting(
        "MUSTER_CORS_ORIGINS", SettingType.text.list, default: [],
        help: "Origins whose pages may use the session cookie, such as https://play.example.")
    static let addressRate = Setting(
        "MUSTER_ADDRESS_RATE", .integer(1...100_000), default: 50,
        help: "Requests a second of one address; bursts of twice as many.")
    static let accountRate = Setting(
        "MUSTER_ACCOUNT_RATE", .integer(20...100_000), default: 100,
        help: "Requests a second of one account; bursts of twice as many.")
    static let serverRate = Setting(
        "MUSTER_SERVER_RATE", .integer(20...100_000), default: 1000,
        help: "Requests a second of one match server's account; bursts of twice as many.")
    static let addressConnections = Setting(
        "MUSTER_ADDRESS_CONNECTIONS", .integer(1...100_000), default: 200,
        help: "Open connections of one address, but not within trusted networks.")
    static let connections = Setting(
        "MUSTER_CONNECTIONS", .integer(16...1_000_000), default: 16_384, help: "Open connections in all.")
    static let cookieAge = Setting(
        "MUSTER_SESSION_COOKIE_AGE", .duration(.seconds(60)...(.seconds(30 * 86_400))), default: .seconds(43_200),
        help: "Max-Age of the session cookie; the session itself ends when auth says so.")
    static let hostSecret = Setting(
        "MUSTER_HOST_SECRET", SettingType.text.optional, default: nil, isSecret: true,
        help: "What streaming hosts must say as a Bearer token; when unset, anybody may register one.")

    static let lobbyPort = Setting(
        "MUSTER_LOBBY_TCP_PORT", SettingType.port.optional, default: nil,
        help: "The TCP door for the peers of seed 001 that speak no HTTP, beside MUSTER_HTTP_HOST; off when unset.")
    static let relays = Setting(
        "MUSTER_PEER_TRUSTED_RELAYS", .networks, default: .none,
        help: "Who may join peers under addresses other than its own.")

    static let all: [any SettingDeclaration] = [
        BrokerSettings.url, host, port, deadline, trustedNetworks, trustedProxies, origins, addressRate, accountRate,
        serverRate, addressConnections, connections, cookieAge, hostSecret,
        lobbyPort, relays,
    ]

    /// This process, in the broker: another one at every start.
    let gatewayID: GatewayID
    let deadline: Duration
    let sessionCookieSeconds: Int
    let hostSecret: String?
    let peerAddresses: PeerAddressRule

    init(_ values: SettingValues, gatewayID: GatewayID) {
        self.gatewayID = gatewayID
        deadline = values[Self.deadline]
        sessionCookieSeconds = Int(values[Self.cookieAge].components.seconds)
        hostSecret = values[Self.hostSecret]
        peerAddresses = PeerAddressRule(relays: values[Self.relays], proxies: values[Self.trustedProxies])
    }

    static func server(_ values: SettingValues) -> HTTPServiceConfiguration {
        var configuration = HTTPServiceConfiguration(host: values[host], port: UInt16(values[port]))
        configuration.maximumConnections = values[connections]
        let most = mostConnections(values)
        configuration.maximumConnectionsPerAddress = { most($0.description) }
        return configuration
    }

    /// The TCP door of seed 001; `nil` when it is off.
    static func lobby(_ values: SettingValues, desk: PeerDesk, logger: Logger) -> LobbyService? {
        values[lobbyPort].map { port in
            LobbyService(
                host: values[host], port: UInt16(port), mostConnections: values[connections],
                mostOfAddress: mostConnections(values), desk: desk, logger: logger)
        }
    }

    /// Open connections that an address may have; `nil` for any number.
    private static func mostConnections(_ values: SettingValues) -> @Sendable (String) -> Int? {
        let trusted = values[trustedNetworks]
        let limit = values[addressConnections]
        return { address in RulesCore.IPAddress(address).map { trusted.contains($0) } == true ? nil : limit }
    }
}

extension SettingType where Value == NetworkList {
    /// Networks in CIDR notation with commas between them.
    static var networks: SettingType {
        SettingType("networks such as 10.0.0.0/8,::1/128", text: { $0.description }) { text throws(Refusal) in
            guard let list = NetworkList(text) else { throw Refusal() }
            return list
        }
    }
}
