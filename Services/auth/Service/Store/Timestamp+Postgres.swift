import Contracts
import Postgres

extension Timestamp: PostgresDecodable {
    /// Reads whole milliseconds, as ``Timestamp/sql(_:)`` selects them.
    public init(postgres field: PostgresField) throws(PostgresError) {
        self.init(milliseconds: try Int64(postgres: field))
    }

    /// SQL that makes milliseconds of a `timestamptz`.
    static func sql(_ expression: String) -> String {
        "floor(extract(epoch FROM \(expression)) * 1000)::int8"
    }
}

extension PlayerID: PostgresEncodable, PostgresDecodable {}
