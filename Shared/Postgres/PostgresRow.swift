import FoundationEssentials

/// One row of an answer, read by column.
public struct PostgresRow: Sendable {
    let rows: PostgresRows
    /// The row's place in the answer, counted from 0.
    public let index: Int

    /// The value of the column of that name, the first if several have it.
    ///
    /// Throws `.decoding` when there is no such column, when it is NULL and `Value` isn't optional, or when it holds
    /// something else.
    public func decode<Value: PostgresDecodable>(
        _ column: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        try Value(postgres: field(column))
    }

    /// The value of the column at that place, counted from 0; throws as by name.
    public func decode<Value: PostgresDecodable>(
        _ column: Int, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard rows.columnNames.indices.contains(column) else {
            throw PostgresError(.decoding, "there is no column \(column): the answer has \(rows.columnNames.count)")
        }
        return try Value(postgres: PostgresField(rows: rows, row: index, column: column))
    }

    /// The value of a `json`, `jsonb` or `text` column of that name, decoded; throws `.decoding` as `decode`, and when
    /// the JSON doesn't have the shape of `Value`.
    public func decodeJSON<Value: Decodable>(
        _ column: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        let field = try field(column)
        guard let text = field.text else { throw field.mismatch(Value.self) }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw PostgresError(.decoding, "column \(column) holds no JSON of \(Value.self): \(error)")
        }
    }

    /// As `decodeJSON`, and nil for NULL.
    public func decodeJSONIfPresent<Value: Decodable>(
        _ column: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value? {
        try field(column).isNull ? nil : decodeJSON(column, as: type)
    }

    /// The raw field of that name.
    public func field(_ column: String) throws(PostgresError) -> PostgresField {
        guard let place = rows.columnNames.firstIndex(of: column) else {
            throw PostgresError(
                .decoding, "there is no column \(column) among \(rows.columnNames.joined(separator: ", "))")
        }
        return PostgresField(rows: rows, row: index, column: place)
    }
}
