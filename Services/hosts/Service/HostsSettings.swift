import HostPoolCore
import Redis
import ServiceKit

/// What hosts reads from its environment.
enum HostsSettings {
    static let redis = Setting(
        "MUSTER_REDIS_URL", .redisURL, isSecret: true, help: "The address of the region's Redis.")
    static let signalingURL = Setting(
        "MUSTER_SIGNALING_URL", .signalingURL, default: "ws://127.0.0.1:8090",
        help: "Where clients and hosts meet to set up their connection; clients append ?roomId=.")
    static let stunURLs = Setting(
        "MUSTER_STUN_URLS", SettingType.iceURL(["stun", "stuns"]).list, default: [],
        help: "STUN servers that clients are told of.")
    static let turnURLs = Setting(
        "MUSTER_TURN_URLS", SettingType.iceURL(["turn", "turns"]).list, default: [],
        help: "TURN servers that clients are told of, if there is a MUSTER_TURN_SECRET.")
    static let turnSecret = Setting(
        "MUSTER_TURN_SECRET", SettingType.text.optional, default: nil, isSecret: true,
        help: "Signs TURN credentials; coturn's static-auth-secret.")
    static let turnLifetime = Setting(
        "MUSTER_TURN_TTL", .duration(.seconds(60)...(.seconds(30 * 86_400))), default: .seconds(86_400),
        help: "How long TURN credentials can be used.")
    static let reservation = Setting(
        "MUSTER_HOST_RESERVATION", .duration(.seconds(1)...(.seconds(600))), default: .seconds(20),
        help: "How long a host that was found is kept for the one who found it.")
    static let defaultRegion = Setting(
        "MUSTER_DEFAULT_REGION", .text, default: "local", help: "The region of hosts that name none.")

    static let all: [any SettingDeclaration] = [
        redis, BrokerSettings.url, signalingURL, stunURLs, turnURLs, turnSecret, turnLifetime, reservation,
        defaultRegion,
    ]

    static func rules(_ values: SettingValues) -> HostPoolRules {
        HostPoolRules(reservation: values[reservation], defaultRegion: values[defaultRegion])
    }

    static func iceServers(_ values: SettingValues) -> ICEServers {
        ICEServers(
            stunURLs: values[stunURLs], turnURLs: values[turnURLs], turnSecret: values[turnSecret],
            turnLifetime: values[turnLifetime])
    }
}

extension SettingType<RedisConfiguration> {
    /// The address of a Redis.
    static var redisURL: SettingType {
        SettingType("redis://[user[:password]@]host[:port][/database]", text: { "\($0.host):\($0.port)" }) {
            (given) throws(Refusal) in
            do throws(RedisError) { return try RedisConfiguration(url: given) } catch { throw Refusal() }
        }
    }
}

extension SettingType<String> {
    /// A URL to which clients can append a query.
    static var signalingURL: SettingType {
        SettingType("ws://… or wss://… (or http, https) without a query") { (given) throws(Refusal) in
            let schemes = ["ws://", "wss://", "http://", "https://"]
            guard let scheme = schemes.first(where: { given.hasPrefix($0) }), given.count > scheme.count,
                !given.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace })
            else { throw Refusal() }
            return given
        }
    }

    /// The URL of a STUN or TURN server (RFC 7064, 7065): `turn:host:port?transport=udp`.
    static func iceURL(_ schemes: [String]) -> SettingType {
        SettingType(schemes.map { "\($0):host[:port]" }.joined(separator: " or ")) { (given) throws(Refusal) in
            guard let colon = given.firstIndex(of: ":"), schemes.contains(String(given[..<colon])),
                given.index(after: colon) < given.endIndex, !given.contains(where: \.isWhitespace)
            else { throw Refusal() }
            return given
        }
    }
}
