import Foundation

/// The real servers that live suites run against, as `make test` hands them over in the environment.
///
/// A live suite is declared `@Suite(.enabled(if: LiveServers.wanted))`: a bare `swift test` without servers skips it, while
/// `make test` sets `MUSTER_TEST_LIVE=1` and a server that is missing then is a failure.
public enum LiveServers {
    /// True under `make test` and whenever a developer asks for live suites.
    public static var wanted: Bool { ProcessInfo.processInfo.environment["MUSTER_TEST_LIVE"] == "1" }

    /// `amqp://user:password@127.0.0.1:port/` of an administrator; each suite makes a virtual host of its own.
    public static var amqpURL: String { required("MUSTER_TEST_AMQP_URL") }

    /// `http://user:password@127.0.0.1:port` of the management plugin.
    public static var amqpManagementURL: String { required("MUSTER_TEST_AMQP_MANAGEMENT_URL") }

    /// `postgresql://user:password@127.0.0.1:port/postgres` of a superuser; each suite makes a database of its own.
    public static var databaseURL: String { required("MUSTER_TEST_DATABASE_URL") }

    /// `redis://127.0.0.1:port`; each suite takes a database number of its own.
    public static var redisURL: String { required("MUSTER_TEST_REDIS_URL") }

    private static func required(_ name: String) -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            preconditionFailure("\(name) is not set: run the tests by 'make test'")
        }
        return value
    }
}
