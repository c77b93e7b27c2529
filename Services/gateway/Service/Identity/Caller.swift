import Contracts
import HTTPServer

/// Who is asking.
struct Caller: Sendable {
    var session: Session
    /// The request was identified by its cookie rather than by `Authorization`.
    var byCookie: Bool

    var playerID: PlayerID { session.account.playerID }
    var account: Account { session.account }

    /// The caller, who must be a server user.
    var serverUser: PlayerID {
        get throws {
            guard account.isServerUser else { throw Problem(.forbidden, "this takes a server user") }
            return playerID
        }
    }
}

private enum CallerKey: RequestKey { typealias Value = Caller }

extension HTTPRequest {
    /// Set by the identification of routes that need a session.
    var caller: Caller {
        get throws {
            guard let caller = values[CallerKey.self] else { throw Problem(.unauthorized, "not signed in") }
            return caller
        }
    }

    mutating func identify(_ caller: Caller) { values[CallerKey.self] = caller }

    /// The caller, who must be a server user.
    var serverUser: PlayerID {
        get throws { try caller.serverUser }
    }

    /// The caller, who must be an operator.
    func requireOperator() throws {
        guard try caller.account.isOperator else { throw Problem(.forbidden, "this takes an operator") }
    }
}
