import CPostgres

/// Follows the answers to one pipeline: which belongs to what was sent, and what a failure means at each place.
///
/// ```
///   sent      Parse 0 · Bind/Execute 0 · Bind/Execute 1 (COMMIT) · Sync
///   answered     ok           rows            ok                   sync      → finished
///   answered     ok           ERROR        (aborted)               sync      → refused, nothing has happened
///   answered     ok           FATAL                                          → lost, nothing has happened
///   answered     ok           rows         connection gone                   → lost, outcome unknown
/// ```
struct RoundTrip {
    /// What was sent, in the order in which it is answered.
    enum Step: Hashable {
        case prepare(sql: String, name: String, statement: Int)
        case execute(statement: Int)

        var statement: Int {
            switch self {
            case .prepare(_, _, let statement), .execute(let statement): statement
            }
        }
    }

    /// What an answer means.
    enum Event {
        case more
        case prepared(sql: String, name: String)
        case finished([PostgresRows])
        case refused(PostgresError)
        case lost(PostgresError)
    }

    private let statements: Int
    private let commitPosition: Int?
    private var steps: [Step] = []
    private var answered = 0
    private var rows: [PostgresRows] = []
    private var refusal: PostgresError?

    /// As `ServerLink.roundTrip` describes.
    init(statements: Int, commitPosition: Int?) {
        self.statements = statements
        self.commitPosition = commitPosition
        rows.reserveCapacity(statements)
    }

    mutating func sent(_ step: Step) { steps.append(step) }

    /// Takes the next answer; nil is libpq's mark behind the results of each step.
    mutating func received(_ result: ResultHandle?) -> Event {
        guard let result else {
            if answered < steps.count { answered += 1 }
            return .more
        }
        switch result.status {
        case PGRES_PIPELINE_SYNC:
            return refusal.map(Event.refused) ?? .finished(rows)
        case PGRES_PIPELINE_ABORTED:
            return .more
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            return succeeded(result)
        case PGRES_FATAL_ERROR:
            return failed(result)
        default:
            return .lost(lost("COPY can't be used here"))
        }
    }

    /// The error for a connection that is gone now.
    func lost(_ message: String) -> PostgresError {
        PostgresError(
            commitPosition == nil || refusal != nil ? .connectionLost : .outcomeUnknown,
            message.isEmpty ? "the connection was lost" : message)
    }

    private mutating func succeeded(_ result: ResultHandle) -> Event {
        guard answered < steps.count else { return .more }
        switch steps[answered] {
        case .prepare(let sql, let name, _):
            return .prepared(sql: sql, name: name)
        case .execute(let statement):
            rows.append(PostgresRows(handle: result))
            if statement == commitPosition, result.commandTag == "ROLLBACK" {
                refusal = PostgresError(.rolledBack, "the server had aborted the transaction and rolled it back")
            }
            return .more
        }
    }

    private mutating func failed(_ result: ResultHandle) -> Event {
        let error = result.error
        // libpq makes errors of its own, without severity, when the connection breaks.
        guard let severity = result.severity else { return .lost(lost(error.message)) }
        guard severity == "ERROR" else {
            // What ends the session before the commit was reached has rolled everything back.
            let place = answered < steps.count ? steps[answered].statement : statements
            if let commitPosition, place < commitPosition { refusal = refusal ?? error }
            var loss = lost(error.message)
            loss.sqlState = error.sqlState
            return .lost(loss)
        }
        refusal = refusal ?? error
        return .more
    }
}
