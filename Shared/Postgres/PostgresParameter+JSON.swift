import FoundationEssentials

extension PostgresParameter {
    /// A value as JSON text, keys sorted, for a `json`, `jsonb` or `text` column; nil is SQL's NULL.
    ///
    /// Throws `.misuse` for what JSON can't hold, such as a number that isn't finite.
    public static func json(_ value: (some Encodable)?) throws(PostgresError) -> PostgresParameter {
        guard let value else { return .null }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return .text(String(decoding: try encoder.encode(value), as: UTF8.self))
        } catch {
            throw PostgresError(.misuse, "no JSON can be made of \(type(of: value)): \(error)")
        }
    }
}
