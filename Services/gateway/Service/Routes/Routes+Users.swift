import API
import Contracts
import HTTPServer
import RulesCore

/// `/user`: A0 to A4.
extension Routes {
    func addUsers(to router: inout Router) {
        router.on(.post, "/user/register", register)
        router.on(.post, "/user/login", logIn)
        router.on(.post, "/user/logout", middleware: keyed, logOut)
        router.on(.get, "/user", middleware: identified) { request in
            let account = try request.caller.account
            return .json(try JSONBody.encode(UserBody(account, ratings: await ratings(of: account.playerID))))
        }
        router.on(.delete, "/user", middleware: identified, deleteUser)
        router.on(.post, "/user/delete", middleware: keyed, deleteUser)
        router.on(.put, "/user/password", middleware: identified, changePassword)
    }

    /// `nil` when results can't tell: a client that only asks who it is must not fail for that.
    private func ratings(of playerID: PlayerID) async -> [PlayerRating]? {
        do { return try await backend.ask(ListRatings(playerID: playerID), within: .seconds(1)) } catch { return nil }
    }

    @Sendable private func register(_ request: HTTPRequest) async throws -> HTTPResponse {
        let message = try RegisterUser(try JSONBody.decode(RegisterBody.self, from: request))
        let account = try await backend.ask(message)
        return .json(try JSONBody.encode(RegisteredBody(account)), status: .created)
    }

    @Sendable private func logIn(_ request: HTTPRequest) async throws -> HTTPResponse {
        let address = request.clientAddress
        let message = try LogIn(
            try JSONBody.decode(LoginBody.self, from: request), address: address,
            addressIsTrusted: addresses.trusts(address))
        let granted = try await backend.ask(message)
        let cookie = Identification.cookie(
            token: granted.token, secure: request.isSecure, maxAge: settings.sessionCookieSeconds)
        return .json(try JSONBody.encode(LoggedInBody(granted)), headers: ["Set-Cookie": cookie])
    }

    @Sendable private func logOut(_ request: HTTPRequest) async throws -> HTTPResponse {
        let session = try request.caller.session
        _ = try await backend.ask(LogOut(session: session.id))
        await sessions.ended(session)
        return try done(request)
    }

    @Sendable private func deleteUser(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try request.caller
        _ = try await backend.ask(
            try DeleteUser(try JSONBody.decode(DeleteUserBody.self, from: request), playerID: caller.playerID))
        await sessions.revoked(SessionsRevoked(playerID: caller.playerID, sessions: nil, endsTicket: true))
        return try done(request)
    }

    @Sendable private func changePassword(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try request.caller
        let message = try ChangePassword(
            try JSONBody.decode(ChangePasswordBody.self, from: request), playerID: caller.playerID,
            keep: caller.session.id)
        _ = try await backend.ask(message)
        await sessions.revoked(
            SessionsRevoked(playerID: caller.playerID, sessions: nil, except: caller.session.id, endsTicket: false))
        return .json(try JSONBody.encode(DoneBody()))
    }

    /// The session is over: its cookie goes, too.
    private func done(_ request: HTTPRequest) throws -> HTTPResponse {
        .json(
            try JSONBody.encode(DoneBody()),
            headers: ["Set-Cookie": Identification.cookie(token: nil, secure: request.isSecure, maxAge: 0)])
    }
}
