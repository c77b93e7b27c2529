/// Answers a request.
public typealias Handler = @Sendable (HTTPRequest) async throws -> HTTPResponse

/// What is behind a middleware. It always answers: an error is a response by then.
public typealias Next = @Sendable (HTTPRequest) async -> HTTPResponse

/// Something around handlers: sees the request first, hands it on or answers itself, sees the response last.
/// What it throws is answered like what a handler throws (`HTTPResponse.init(answering:to:)`).
public struct Middleware: Sendable {
    public let body: @Sendable (HTTPRequest, Next) async throws -> HTTPResponse

    public init(_ body: @escaping @Sendable (HTTPRequest, Next) async throws -> HTTPResponse) { self.body = body }

    /// The handler with this around it.
    func wrap(_ next: @escaping Next) -> Next {
        let body = self.body
        return { request in
            do {
                return try await body(request, next)
            } catch {
                return HTTPResponse(answering: error, to: request)
            }
        }
    }
}

extension Array where Element == Middleware {
    /// The handler with all of these around it, the first outermost.
    public func wrap(_ handler: @escaping Handler) -> Next {
        let answering: Next = { request in
            do {
                return try await handler(request)
            } catch {
                return HTTPResponse(answering: error, to: request)
            }
        }
        return reversed().reduce(answering) { $1.wrap($0) }
    }
}
