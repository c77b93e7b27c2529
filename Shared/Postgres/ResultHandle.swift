import CPostgres

/// Owns one `PGresult` of libpq.
///
/// `@unchecked Sendable`: a `PGresult` isn't changed after libpq handed it over, and its manual allows several threads to
/// read one; it is freed when the last reference has gone.
final class ResultHandle: @unchecked Sendable {
    private let result: OpaquePointer

    /// Takes over the result, which nobody else may free.
    init(_ result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    var status: ExecStatusType { PQresultStatus(result) }
    var rowCount: Int { Int(PQntuples(result)) }
    var columnCount: Int { Int(PQnfields(result)) }

    /// How many rows were touched; 0 for statements that don't say.
    var affected: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// What was done: `COMMIT`, `ROLLBACK`, `INSERT 0 1` …
    var commandTag: String { String(cString: PQcmdStatus(result)) }

    func columnName(_ column: Int) -> String { String(cString: PQfname(result, Int32(column))) }

    func isNull(_ row: Int, _ column: Int) -> Bool { PQgetisnull(result, Int32(row), Int32(column)) != 0 }

    /// The bytes of a value, nil for NULL; they live as long as this object.
    func bytes(_ row: Int, _ column: Int) -> UnsafeBufferPointer<UInt8>? {
        guard !isNull(row, column) else { return nil }
        let count = Int(PQgetlength(result, Int32(row), Int32(column)))
        let start = UnsafeRawPointer(PQgetvalue(result, Int32(row), Int32(column)))
        return UnsafeBufferPointer(start: start?.assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// The error that the result stands for.
    var error: PostgresError {
        let message = field(.message) ?? String(cString: PQresultErrorMessage(result)).trimmed
        var error = PostgresError(.server, message)
        error.sqlState = field(.sqlState).map(SQLState.init)
        error.detail = field(.detail)
        error.constraint = field(.constraint)
        error.table = field(.table)
        return error
    }

    /// `ERROR`, `FATAL`, `WARNING` … whatever the server's language; nil when libpq made the error itself.
    var severity: String? { field(.severity) }

    /// A part of a notice that libpq lends to a notice receiver; the pointer isn't taken over.
    static func noticeText(_ notice: OpaquePointer) -> (severity: String, message: String) {
        let severity = PQresultErrorField(notice, DiagnosticField.severity.code).map { String(cString: $0) }
        let message = PQresultErrorField(notice, DiagnosticField.message.code).map { String(cString: $0) }
        return (severity ?? "NOTICE", message ?? "")
    }

    private func field(_ field: DiagnosticField) -> String? {
        PQresultErrorField(result, field.code).map { String(cString: $0) }
    }
}

/// The letters of `PG_DIAG_…`, which Swift doesn't import since they are character constants.
private enum DiagnosticField: UnicodeScalar {
    case severity = "V"
    case sqlState = "C"
    case message = "M"
    case detail = "D"
    case constraint = "n"
    case table = "t"

    var code: Int32 { Int32(rawValue.value) }
}

extension String {
    /// Without the white space that libpq puts at the end of its messages.
    var trimmed: String {
        var text = self[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
