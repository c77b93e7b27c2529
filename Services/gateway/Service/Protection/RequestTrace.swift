import HTTPServer
import Tracing

/// Makes each request part of a trace: the client's, when it names one by `traceparent`, else one of its own. Whatever the
/// request causes then belongs to it: messages to services, events, log lines.
enum RequestTrace {
    static let middleware = Middleware { request, next in
        let context = ServiceContext(traceContext: trace(request.headers), requestID: request.id)
        var response = await ServiceContext.withValue(context) { await next(request) }
        // What is written later is still caused by the request.
        switch response.body {
        case .bytes: break
        case .stream(let produce):
            response.body = .stream { writer in
                try await ServiceContext.withValue(context) { try await produce(writer) }
            }
        case .webSocket(let configuration, let converse):
            response.body = .webSocket(configuration) { connection in
                await ServiceContext.withValue(context) { await converse(connection) }
            }
        }
        return response
    }

    /// For something that a client asks for over a connection that is open already: a trace of its own.
    static func anew<Result>(_ operation: () async throws -> Result) async rethrows -> Result {
        let context = ServiceContext(traceContext: .random(), requestID: ServiceContext.current?.requestID)
        return try await ServiceContext.withValue(context) { try await operation() }
    }

    /// More than one header, or one that can't be read, begins a new trace (section 4.3 of the recommendation).
    private static func trace(_ headers: HTTPFields) -> TraceContext {
        let given = headers.values(of: "traceparent")
        guard given.count == 1, let trace = TraceContext(traceParentHeaderValue: String(given[0])) else {
            return .random()
        }
        return trace
    }
}
