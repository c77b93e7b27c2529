/// Finds the handler for a method and a path. Literal segments go before parameters; a trailing slash makes no
/// difference.
///
/// An unknown path is 404, a known one with another method 405 with `Allow`. `HEAD` is answered by the handler of
/// `GET`, `OPTIONS` with 204 and `Allow` where no route takes it. What is longer than the body limit is 413, after the
/// route's middleware and before its handler.
public struct Router: Sendable {
    private struct Route: Sendable {
        let pattern: RoutePattern
        let answer: Next
        let metrics: RouteMetrics
    }

    private final class Node: Sendable {
        let literals: [String: Node]
        let parameter: Node?
        let routes: [HTTPMethod: Route]

        init(literals: [String: Node] = [:], parameter: Node? = nil, routes: [HTTPMethod: Route] = [:]) {
            self.literals = literals
            self.parameter = parameter
            self.routes = routes
        }

        func adding(_ route: Route, _ method: HTTPMethod, _ rest: ArraySlice<RoutePattern.Segment>) -> Node {
            guard let first = rest.first else {
                precondition(routes[method] == nil, "two handlers for \(method) \(route.pattern.text)")
                return Node(
                    literals: literals, parameter: parameter, routes: routes.merging([method: route]) { $1 })
            }
            switch first {
            case .literal(let text):
                let child = (literals[text] ?? Node()).adding(route, method, rest.dropFirst())
                return Node(literals: literals.merging([text: child]) { $1 }, parameter: parameter, routes: routes)
            case .parameter:
                let child = (parameter ?? Node()).adding(route, method, rest.dropFirst())
                return Node(literals: literals, parameter: child, routes: routes)
            }
        }

        /// The node for these segments that has routes.
        func find(_ segments: ArraySlice<String>) -> Node? {
            guard let first = segments.first else { return routes.isEmpty ? nil : self }
            if let found = literals[first]?.find(segments.dropFirst()) { return found }
            return first.isEmpty ? nil : parameter?.find(segments.dropFirst())
        }
    }

    private var root = Node()
    private var patterns: [(HTTPMethod, String)] = []

    public init() {}

    /// Every route, in the order of registration.
    public var routes: [(method: HTTPMethod, pattern: String)] { patterns.map { (method: $0.0, pattern: $0.1) } }

    /// Adds a route. Traps when there is one for the same method and pattern.
    ///
    /// - Parameters:
    ///   - pattern: `/matches/{matchId}`.
    ///   - middleware: around this handler only, the first outermost.
    public mutating func on(
        _ method: HTTPMethod, _ pattern: String, middleware: [Middleware] = [], _ handler: @escaping Handler
    ) {
        let parsed = RoutePattern(pattern)
        let limited: Handler = { request in
            guard !request.bodyIsTooLarge else {
                throw Problem(
                    .contentTooLarge, "the body is longer than this server takes", headers: ["Connection": "close"])
            }
            return try await handler(request)
        }
        let route = Route(
            pattern: parsed, answer: middleware.wrap(limited),
            metrics: RouteMetrics(method: method.rawValue, route: pattern))
        root = root.adding(route, method, parsed.segments[...])
        patterns.append((method, pattern))
    }

    /// Answers the request by its route; throws a `Problem` when there is none.
    public func handle(_ request: HTTPRequest) async throws(Problem) -> HTTPResponse {
        do throws(Problem) {
            let (route, segments) = try find(request)
            var request = request
            request.route = route.pattern.text
            for (pattern, value) in zip(route.pattern.segments, segments) {
                if case .parameter(let name) = pattern { request.parameters[name] = value }
            }
            let response = await route.answer(request)
            route.metrics.record(response.status, since: request.arrival)
            return response
        } catch {
            RouteMetrics.unknown.record(error.status, since: request.arrival)
            throw error
        }
    }

    /// The route of a request, and the segments of its path, decoded.
    private func find(_ request: HTTPRequest) throws(Problem) -> (Route, [String]) {
        let decoded = RoutePattern.split(request.path).map { PercentCoding.decode($0) }
        let segments = decoded.compactMap { $0 }
        guard request.path.hasPrefix("/"), segments.count == decoded.count, let node = root.find(segments[...]) else {
            throw Problem(.notFound, "there is nothing at this address")
        }
        if let route = node.routes[request.method] ?? (request.method == .head ? node.routes[.get] : nil) {
            return (route, segments)
        }
        let allow = Self.allowed(node.routes.keys)
        guard request.method == .options else {
            throw Problem(.methodNotAllowed, "this address takes \(allow)", headers: ["Allow": allow])
        }
        let answer: Next = { _ in .empty(headers: ["Allow": allow]) }
        return (Route(pattern: RoutePattern("/"), answer: answer, metrics: .unknown), [])
    }

    private static func allowed(_ methods: some Sequence<HTTPMethod>) -> String {
        var all = Set(methods.map(\.rawValue))
        all.insert("OPTIONS")
        if all.contains("GET") { all.insert("HEAD") }
        return all.sorted().joined(separator: ", ")
    }
}
