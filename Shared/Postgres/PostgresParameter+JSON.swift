import FoundationEssentials

extension PostgresParameter {
    /// A value as JSON text, keys sorted, for a `json`, `jsonb` or `text` column; nil is SQL's NULL.
    ///
    /// Throws `.misuse` for what JSON can't hold, such as a number that isn't finite.
    public static func json(_ value: (some Encodable)?) throws(PostgresError) -> PostgresParameter {
        try json(value) { value in
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(value)
        }
    }

    /// The same, with JSON of the caller's own making.
    public static func json<Value>(
        _ value: Value?, encode: (Value) throws -> Data
    ) throws(PostgresError) -> PostgresParameter {
        guard let value else { return .null }
        do {
            return .text(String(decoding: try encode(value), as: UTF8.self))
        } catch {
            throw PostgresError(.misuse, "no JSON can be made of \(type(of: value)): \(error)")
        }
    }
}
