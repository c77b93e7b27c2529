/// A value as it is sent for `$1`, `$2` …: in the server's text form, or as raw bytes.
public struct PostgresParameter: Sendable, Hashable {
    /// What is sent; nil is NULL. A text ends with a zero byte, as libpq wants it.
    let bytes: [UInt8]?
    /// True for raw bytes of a `bytea`.
    let isBinary: Bool

    /// SQL's NULL.
    public static let null = PostgresParameter(bytes: nil, isBinary: false)

    /// The text form of a value, as a literal in SQL has it between its quotes. A zero byte, which Postgres can't store
    /// in a text, ends the text.
    public static func text(_ text: String) -> PostgresParameter {
        var bytes = [UInt8](text.utf8)
        bytes.append(0)
        return PostgresParameter(bytes: bytes, isBinary: false)
    }

    /// The bytes of a `bytea`.
    public static func binary(_ bytes: [UInt8]) -> PostgresParameter {
        PostgresParameter(bytes: bytes, isBinary: true)
    }
}
