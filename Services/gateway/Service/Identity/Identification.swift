import Contracts
import HTTPServer
import RulesCore

/// Finds out who asks: `Authorization: Bearer`, else the session cookie. Stands around every route that needs a session.
struct Identification: Sendable {
    static let cookieName = "mm_session_cookie"

    let sessions: SessionKeeper
    let origins: OriginRule
    let limits: AccountLimits

    var middleware: Middleware {
        Middleware { request, next in
            var request = request
            let caller = try await caller(of: request)
            try await limits.take(caller.account)
            request.identify(caller)
            return await next(request)
        }
    }

    /// - Throws: `Problem` 401 without a live session, 403 for a cookie from a foreign page, 503 when auth can't be asked.
    func caller(of request: HTTPRequest) async throws -> Caller {
        if let token = Self.bearer(request) {
            guard let session = try await sessions.session(token: token) else { throw Self.unauthorized }
            return Caller(session: session, byCookie: false)
        }
        guard let caller = try await cookieCaller(of: request) else { throw Self.unauthorized }
        return caller
    }

    /// The same for a WebSocket, whose first message may say who it is: `nil` when the request names no live session.
    ///
    /// A cookie that has died leaves it to that message: a browser sends the cookie whether its page wants it or not, and
    /// the page can neither drop it nor see why the socket wasn't opened. Who sets `Authorization` sees the 401.
    func socketCaller(of request: HTTPRequest) async throws -> Caller? {
        if Self.bearer(request) != nil { return try await caller(of: request) }
        return try await cookieCaller(of: request)
    }

    private func cookieCaller(of request: HTTPRequest) async throws -> Caller? {
        for token in request.cookies(named: Self.cookieName) {
            guard let session = try await sessions.session(token: token) else { continue }
            guard origins.allowsCookie(origin: request.headers["Origin"], host: request.headers["Host"]) else {
                throw Problem(.forbidden, "this origin may not use the session cookie")
            }
            return Caller(session: session, byCookie: true)
        }
        return nil
    }

    static var unauthorized: Problem {
        Problem(.unauthorized, "sign in first: the session is missing or over", headers: ["WWW-Authenticate": "Bearer"])
    }

    /// The token of `Authorization: Bearer`, for whatever purpose.
    static func bearer(_ request: HTTPRequest) -> String? {
        guard let value = request.headers["Authorization"] else { return nil }
        let parts = value.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    /// `Set-Cookie` for a session, or (without one) for its end.
    static func cookie(token: String?, secure: Bool, maxAge: Int) -> String {
        let parts = [
            "\(cookieName)=\(token ?? "")", "Path=/", "HttpOnly", "SameSite=Lax",
            "Max-Age=\(token == nil ? 0 : maxAge)",
        ]
        return (parts + (secure ? ["Secure"] : [])).joined(separator: "; ")
    }
}
