import CPostgres

/// One value of one row, in the server's text form.
public struct PostgresField: Sendable {
    let rows: PostgresRows
    let row: Int
    let column: Int

    /// The column's name.
    public var name: String { rows.columnNames[column] }

    /// True for SQL's NULL.
    public var isNull: Bool { rows.handle.isNull(row, column) }

    /// The value's text; nil for NULL.
    public var text: String? {
        withBytes { bytes in bytes.map { String(decoding: $0, as: UTF8.self) } }
    }

    /// Gives the bytes of the text, nil for NULL; they are valid within the closure only.
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>?) throws -> Result) rethrows -> Result {
        try body(rows.handle.bytes(row, column))
    }

    /// The error for a value that is no `type`.
    public func mismatch(_ type: Any.Type) -> PostgresError {
        PostgresError(.decoding, isNull ? "column \(name) is NULL, not \(type)" : "column \(name) holds no \(type)")
    }

    /// The text, or the error for NULL.
    func requireText(_ type: Any.Type) throws(PostgresError) -> String {
        guard let text else { throw mismatch(type) }
        return text
    }
}
