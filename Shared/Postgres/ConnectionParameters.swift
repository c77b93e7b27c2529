import CPostgres
import Glibc

/// The keywords that a connection is opened with. What the URL says wins over ours.
struct ConnectionParameters {
    private let pairs: [(String, String)]

    init(_ configuration: PostgresConfiguration) {
        let patience = configuration.statementTimeout > .zero ? configuration.statementTimeout : .seconds(30)
        pairs = [
            ("fallback_application_name", configuration.applicationName),
            ("client_encoding", "UTF8"),
            // A peer that vanished without a word is noticed in ten seconds.
            ("keepalives_idle", "4"), ("keepalives_interval", "2"), ("keepalives_count", "3"),
            ("tcp_user_timeout", String(patience.milliseconds)),
            ("dbname", configuration.url),
        ]
    }

    /// Begins to connect; the caller owns what it gets. Nil only without memory.
    func start() -> OpaquePointer? {
        var keywords: [UnsafePointer<CChar>?] = pairs.map { UnsafePointer(strdup($0.0)) } + [nil]
        var values: [UnsafePointer<CChar>?] = pairs.map { UnsafePointer(strdup($0.1)) } + [nil]
        defer {
            for pointer in keywords + values { free(UnsafeMutablePointer(mutating: pointer)) }
        }
        return PQconnectStartParams(&keywords, &values, 1)
    }
}
