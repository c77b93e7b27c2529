import Contracts
import FoundationEssentials
import Postgres

/// Values that are stored as JSON texts.
enum StoredJSON {
    /// Throws what the encoder throws: only numbers that aren't finite can't be written.
    static func text(_ value: some Encodable) throws -> String {
        let json = try VerbatimJSON.encode(value, formatting: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: json, as: UTF8.self)
    }
}
