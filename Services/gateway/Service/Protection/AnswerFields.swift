import HTTPServer
import RulesCore

extension OriginRule {
    /// What every answer carries, and the answer to a preflight.
    var middleware: Middleware {
        Middleware { request, next in
            let origin = request.headers["Origin"]
            var response: HTTPResponse
            if request.method == .options, origin != nil, request.headers["Access-Control-Request-Method"] != nil {
                response = .empty()
                for (name, value) in OriginRule.preflightHeaders { response.headers[name] = value }
            } else {
                response = await next(request)
            }
            for (name, value) in answerHeaders(origin: origin) { response.headers[name] = value }
            response.headers["X-Request-Id"] = request.id
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Content-Type-Options"] = "nosniff"
            return response
        }
    }
}
