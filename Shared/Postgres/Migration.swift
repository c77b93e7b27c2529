/// One step in the growth of a service's schema. Once released it is never changed; the next thought is the next version.
public struct Migration: Sendable, Hashable {
    /// Its place in the order, from 1.
    public let version: Int
    /// What it does, in a few words.
    public let name: String
    /// Any number of statements; they run in one transaction together with all that are due.
    public let sql: String

    /// A step that brings the schema from `version - 1` to `version`.
    public init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }
}
