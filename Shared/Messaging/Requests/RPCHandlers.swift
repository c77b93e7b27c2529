import Contracts
import FoundationEssentials

/// What a service answers, by the names of the requests.
///
/// ```swift
/// var handlers = RPCHandlers()
/// handlers.handle(CheckSession.self) { try await desk.check($0) }
/// ```
public struct RPCHandlers: Sendable {
    typealias Handler = @Sendable (IncomingRequest) async throws -> Void

    private var handlers: [String: Handler] = [:]

    public init() {}

    /// The names that have a handler.
    public var names: Set<String> { Set(handlers.keys) }

    /// Answers requests of a type. A handler that throws an `RPCError` answers with that, any other error is a fault of the
    /// service: logged, and answered as `.failed` without its text.
    ///
    /// Traps when the type has a handler already.
    public mutating func handle<R: Request>(
        _ type: R.Type, _ handler: @escaping @Sendable (R) async throws -> R.Reply
    ) {
        precondition(handlers[R.name] == nil, "two handlers for \(R.name)")
        handlers[R.name] = { request in
            let decoded: R
            do {
                decoded = try request.decode(R.self)
            } catch {
                throw RPCError.unsupported("\(R.name), as it was written")
            }
            try request.reply(try await handler(decoded))
        }
    }

    func handler(of name: String) -> Handler? { handlers[name] }
}
