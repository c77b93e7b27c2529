import Contracts
import Duel
import Glibc

/// The settings of the reference match server, read from the environment.
enum DuelSettings {
    /// A setting that can't be used, said so that whoever set it knows what to do.
    struct Wrong: Error, CustomStringConvertible {
        let description: String
    }

    private static let table: [(name: String, help: String)] = [
        ("MUSTER_GATEWAY_URL", "the gateway; http://127.0.0.1:8080, with MUSTER_HTTP_PORT where that is set"),
        ("MUSTER_SERVER_KEY", "shown when the server's user is registered (required)"),
        ("DUEL_USERNAME", "the server's user; a random name"),
        ("DUEL_PASSWORD", "its password; random, so that a restarted server is another user"),
        ("DUEL_HOST", "the IPv4 address that clients connect to; 127.0.0.1"),
        ("DUEL_PORTS", "a port for each match at a time, such as 7100-7103 or 7100,7200; 0,0,0,0 (any that is free)"),
        ("DUEL_REGION", "where it stands; none"),
        ("DUEL_MODES", "the modes that it plays, separated by commas; all"),
    ]

    static var help: String {
        let rows = table.map { "  \($0.name)" + String(repeating: " ", count: 20 - $0.name.count) + $0.help }
        return """
            duel-server: a reference match server that plays rock, paper, scissors.

            It takes its settings from the environment:
            \(rows.joined(separator: "\n"))

            It stops on SIGTERM or SIGINT: takes back its offers, and plays on what has begun for up to 20 s.
            """
    }

    static func read(_ environment: [String: String]) throws(Wrong) -> DuelServerConfiguration {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let key = value("MUSTER_SERVER_KEY") else {
            throw Wrong(description: "MUSTER_SERVER_KEY isn't set; the development stack's is in .run/env")
        }
        var random = SystemRandomNumberGenerator()
        var configuration = DuelServerConfiguration(
            gateway: value("MUSTER_GATEWAY_URL") ?? "http://127.0.0.1:\(value("MUSTER_HTTP_PORT") ?? "8080")",
            serverKey: key,
            username: value("DUEL_USERNAME") ?? "duel-" + RandomText.base32(length: 10, using: &random),
            password: value("DUEL_PASSWORD") ?? RandomText.base32(length: 24, using: &random))
        configuration.host = value("DUEL_HOST") ?? "127.0.0.1"
        configuration.ports = try ports(value("DUEL_PORTS") ?? "0,0,0,0")
        configuration.region = value("DUEL_REGION")
        configuration.modes = value("DUEL_MODES")?.split(separator: ",").map(String.init)
        return configuration
    }

    private static func ports(_ text: String) throws(Wrong) -> [Int] {
        var ports: [Int] = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-").map { UInt16($0) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last
            else {
                throw Wrong(description: "DUEL_PORTS: '\(part)' is neither a port nor a range such as 7100-7103")
            }
            ports += (first...last).map(Int.init)
        }
        guard !ports.isEmpty else { throw Wrong(description: "DUEL_PORTS names no port") }
        return ports
    }
}
