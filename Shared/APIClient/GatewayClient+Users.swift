import API
import Contracts
import HTTPClient

extension GatewayClient {
    /// A0.
    public func register(
        username: String, password: String, serverKey: String? = nil
    ) async throws(GatewayError) -> RegisteredBody {
        try await call(
            .post, "/user/register", RegisterBody(username: username, password: password, serverUser: serverKey))
    }

    /// A1; takes the token for all that follows.
    @discardableResult
    public mutating func logIn(username: String, password: String) async throws(GatewayError) -> LoggedInBody {
        let answer: LoggedInBody = try await call(
            .post, "/user/login", LoginBody(username: username, password: password))
        token = answer.token
        return answer
    }

    /// Registers the name unless it is taken, then signs in. Throws a 401 when the name is somebody else's.
    @discardableResult
    public mutating func signIn(
        username: String, password: String, serverKey: String? = nil
    ) async throws(GatewayError) -> LoggedInBody {
        do {
            _ = try await register(username: username, password: password, serverKey: serverKey)
        } catch {
            guard error.status == 409 else { throw error }
        }
        return try await logIn(username: username, password: password)
    }

    /// A2.
    public func logOut() async throws(GatewayError) {
        let _: JSONValue = try await call(.post, "/user/logout")
    }

    /// A3.
    public func deleteUser(password: String) async throws(GatewayError) {
        let _: JSONValue = try await call(.delete, "/user", DeleteUserBody(password: password))
    }

    /// A4.
    public func user() async throws(GatewayError) -> UserBody { try await call(.get, "/user") }
}
