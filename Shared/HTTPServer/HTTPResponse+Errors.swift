import Logging

extension HTTPResponse {
    private static let logger = Logger(label: "http.server")

    /// The answer to what a handler threw: a `Problem` is itself, what can be one becomes it, anything else is 500 without
    /// a word of what it was, which is logged instead.
    public init(answering error: any Error, to request: HTTPRequest) {
        switch error {
        case let problem as Problem:
            self = problem.response(instance: request.id)
        case let error as any ProblemConvertible:
            self = error.problem.response(instance: request.id)
        case is CancellationError:
            // The client has left or the server stops; in the second case somebody may still read it.
            self = Problem(.serviceUnavailable, "the request was given up", headers: ["Retry-After": "1"])
                .response(instance: request.id)
        default:
            Self.logger.error(
                "request failed",
                metadata: [
                    "error": "\(error)", "http.method": "\(request.method)", "http.route": "\(request.route ?? "-")",
                    "request.id": "\(request.id)",
                ])
            self = Problem(.internalServerError, "something went wrong here; it has been noted")
                .response(instance: request.id)
        }
    }
}
