/// A place between two events of an outbox, in the order in which they were committed.
public struct OutboxCursor: Sendable, Hashable {
    /// When the event before it was committed, microseconds since 1970.
    let microseconds: Int64
    /// Its row.
    let row: Int64

    init(microseconds: Int64, row: Int64) {
        self.microseconds = microseconds
        self.row = row
    }

    /// As it is handed out; `nil` when it is none.
    public init?(text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let microseconds = Int64(parts[0]), let row = Int64(parts[1]) else { return nil }
        self.init(microseconds: microseconds, row: row)
    }

    public var text: String { "\(microseconds).\(row)" }
}
