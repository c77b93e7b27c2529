import HTTPClient
import HTTPServer
import Testing

@Suite struct RoutingTests {
    static let router: Router = {
        var router = Router()
        router.on(.get, "/hello") { _ in .text("hello") }
        router.on(.get, "/things/{id}") { .text("\($0.route ?? "") \($0.parameters["id"] ?? "")") }
        router.on(.delete, "/things/{id}") { _ in .empty() }
        router.on(.get, "/things/mine") { _ in .text("mine") }
        router.on(.post, "/echo") { .json($0.body, status: .created) }
        router.on(.get, "/query") {
            .text($0.query.values(of: "a").joined(separator: "|") + ";" + ($0.query["b"] ?? "-"))
        }
        router.on(.get, "/cookies") { .text($0.cookies(named: "mm").joined(separator: "|")) }
        router.on(.get, "/fails") { _ in throw Oops() }
        router.on(.get, "/refuses") { _ in
            throw Problem(
                .conflict, "already \"queued\"", members: [ProblemMember("ticketId", "t1"), ProblemMember("count", 2)],
                headers: ["Retry-After": "3"])
        }
        return router
    }()

    struct Oops: Error {}

    private func get(_ path: String, _ method: HTTPMethod = .get) async throws -> HTTPClientResponse {
        try await RunningServer.with(Self.router) { server in
            try await WebClient.shared.send(HTTPClientRequest(method, server.url + path))
        }
    }

    @Test("a handler answers on a free port") func answers() async throws {
        let response = try await get("/hello")
        #expect(response.status == .ok)
        #expect(response.text == "hello")
    }

    @Test("a trailing slash is the same route") func trailingSlash() async throws {
        #expect(try await get("/hello/").text == "hello")
    }

    @Test("a literal segment goes before a parameter, which is percent-decoded") func parameters() async throws {
        #expect(try await get("/things/mine").text == "mine")
        #expect(try await get("/things/a%2Fb%20c").text == "/things/{id} a/b c")
    }

    @Test(
        "an unknown path is a problem 404 with the request's id",
        arguments: ["/nothing", "/things", "/hello/there", "/%zz"])
    func notFound(path: String) async throws {
        let response = try await RunningServer.with(Self.router) { server in
            try await WebClient.shared.send(
                HTTPClientRequest(.get, server.url + path, headers: ["X-Request-Id": "abc-1"]))
        }
        #expect(response.status == .notFound)
        #expect(response.headers["content-type"] == "application/problem+json")
        #expect(response.text.contains("\"instance\":\"abc-1\""))
        #expect(response.text.contains("\"status\":404"))
    }

    @Test("another method is 405 with Allow") func methodNotAllowed() async throws {
        let response = try await get("/things/1", .put)
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers["Allow"] == "DELETE, GET, HEAD, OPTIONS")
    }

    @Test("OPTIONS says what is allowed; HEAD is GET without its body") func optionsAndHead() async throws {
        let options = try await get("/hello", .options)
        #expect(options.status == .noContent)
        #expect(options.headers["Allow"] == "GET, HEAD, OPTIONS")
        let head = try await get("/hello", .head)
        #expect(head.status == .ok)
        #expect(head.headers["Content-Length"] == "5")
        #expect(head.body.isEmpty)
    }

    @Test("repeated query items and cookies are kept, encoded ones decoded") func queryAndCookies() async throws {
        #expect(try await get("/query?a=1&b=x%26y+z&a=&a=2").text == "1||2;x&y z")
        let text = try await RunningServer.with(Self.router) { server in
            try await WebClient.shared.send(
                HTTPClientRequest(
                    .get, server.url + "/cookies", headers: ["Cookie": "mm=one; HttpOnly; Path=/; mm=\"two\"; mmx=3"])
            ).text
        }
        #expect(text == "one|two")
    }

    @Test("a body comes back byte for byte, also in chunks and up to the limit") func bodies() async throws {
        let body = (0..<65536).map { UInt8(truncatingIfNeeded: $0) }
        try await RunningServer.with(Self.router) { server in
            let response = try await WebClient.shared.send(.json(.post, server.url + "/echo", body))
            #expect(response.status == .created)
            #expect(response.body == body)
            let chunked = try await server.exchange(
                "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            )
            #expect(chunked.hasSuffix("\r\n\r\nabcde"))
        }
    }

    @Test("a thrown problem is answered with its members; any other error is 500 without a word of it") func problems()
        async throws
    {
        let refused = try await get("/refuses")
        #expect(refused.status == .conflict)
        #expect(refused.headers["Retry-After"] == "3")
        #expect(
            refused.text.hasPrefix(
                #"{"type":"about:blank","title":"Conflict","status":409,"detail":"already \"queued\"","instance":""#))
        #expect(refused.text.hasSuffix(#"","ticketId":"t1","count":2}"#))
        let failed = try await get("/fails")
        #expect(failed.status == .internalServerError)
        #expect(!failed.text.contains("Oops"))
    }

    @Test("middleware stands around everything, the first outermost, and sees errors as responses") func middleware()
        async throws
    {
        let mark = { (name: String) in
            Middleware { request, next in
                var response = await next(request)
                response.headers["X-Marks"] = (response.headers["X-Marks"] ?? "\(response.status.code)") + name
                return response
            }
        }
        let guardian = Middleware { request, next in
            guard request.headers["Letmein"] != nil else { throw Problem(.unauthorized, "who are you?") }
            return await next(request)
        }
        try await RunningServer.with(Self.router, middleware: [mark("a"), mark("b"), guardian]) { server in
            let refused = try await WebClient.shared.send(HTTPClientRequest(.get, server.url + "/hello"))
            #expect(refused.headers["X-Marks"] == "401ba")
            let missing = try await WebClient.shared.send(
                HTTPClientRequest(.get, server.url + "/nothing", headers: ["Letmein": "1"]))
            #expect(missing.headers["X-Marks"] == "404ba")
        }
    }
}
