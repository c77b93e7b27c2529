/// What one statement gave back: rows in the server's order, and how many it changed.
public struct PostgresRows: Sendable, RandomAccessCollection {
    let handle: ResultHandle
    /// The columns' names from left to right.
    public let columnNames: [String]

    init(handle: ResultHandle) {
        self.handle = handle
        columnNames = (0..<handle.columnCount).map(handle.columnName)
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { handle.rowCount }

    public subscript(position: Int) -> PostgresRow {
        precondition(indices.contains(position), "row \(position) of \(count)")
        return PostgresRow(rows: self, index: position)
    }

    /// How many rows were inserted, updated, deleted or selected; 0 for other statements.
    public var affected: Int { handle.affected }
}
