import Threads

/// One connection, held by `PostgresPool.withConnection`; statements commit by themselves.
///
/// It is the same session all the time: when it is lost, every statement that follows throws `.connectionLost`.
public final class PostgresConnection: PostgresSession {
    private enum State {
        case fresh, used, ended
    }

    private let connection: ServerConnection
    private let state = Locked(State.fresh)

    init(_ connection: ServerConnection) { self.connection = connection }

    @discardableResult
    public func batch(_ statements: [PostgresStatement]) async throws(PostgresError) -> [PostgresRows] {
        let before = state.withLock { state in
            defer { if state == .fresh { state = .used } }
            return state
        }
        guard before != .ended else { throw PostgresError(.misuse, "the connection was given back") }
        return try await connection.autocommit(statements, mayReconnect: before == .fresh)
    }

    func end() async {
        state.withLock { $0 = .ended }
        await connection.endOpenTransaction()
    }
}
