import Contracts
import Postgres

/// How the services keep times and identifiers: as `timestamptz` and `text`.
extension Timestamp: PostgresDecodable {
    /// Reads whole milliseconds, as ``Timestamp/sql(_:)`` selects them.
    public init(postgres field: PostgresField) throws(PostgresError) {
        self.init(milliseconds: try Int64(postgres: field))
    }

    /// SQL that makes milliseconds of a `timestamptz`.
    public static func sql(_ expression: String) -> String {
        "floor(extract(epoch FROM \(expression)) * 1000)::int8"
    }

    /// SQL that makes a `timestamptz` of milliseconds, exactly.
    public static func moment(_ milliseconds: String) -> String {
        "timestamptz 'epoch' + \(milliseconds)::int8 * interval '1 millisecond'"
    }
}

extension PlayerID: PostgresEncodable, PostgresDecodable {}
extension MatchID: PostgresEncodable, PostgresDecodable {}
extension ModeName: PostgresEncodable, PostgresDecodable {}
