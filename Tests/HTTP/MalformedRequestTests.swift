import HTTPServer
import Testing

/// What a careful server refuses, on raw sockets: each answer has its status, and the connection is closed after it.
@Suite struct MalformedRequestTests {
    static let router: Router = {
        var router = Router()
        router.on(.get, "/") { _ in .text("fine") }
        router.on(.post, "/") { .text("got \($0.body.count)") }
        return router
    }()

    private static let malformed: [(String, Int, String)] = [
        (
            "two framings", 400,
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        ("an unknown transfer coding", 501, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nabc"),
        (
            "two transfer codings", 501,
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
        ),
        (
            "chunked twice", 501,
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        ("a transfer coding in HTTP/1.0", 400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("two lengths", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
        ("a list of lengths", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc"),
        ("a signed length", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc"),
        ("a request line that ends in a bare LF", 400, "GET / HTTP/1.1\nHost: x\r\n\r\n"),
        ("a field that ends in a bare LF", 400, "GET / HTTP/1.1\r\nHost: x\nAccept: y\r\n\r\n"),
        ("a last field that ends in a bare LF", 400, "GET / HTTP/1.1\r\nHost: x\n\r\n"),
        ("an empty line that is a bare LF", 400, "GET / HTTP/1.1\r\nHost: x\r\n\n"),
        ("all lines with bare LF", 400, "GET / HTTP/1.1\nHost: x\n\n"),
        ("a continuation line", 400, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: a\r\n b\r\n\r\n"),
        ("a space before the colon", 400, "GET / HTTP/1.1\r\nHost : x\r\n\r\n"),
        ("a field without a colon", 400, "GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n"),
        ("a field without a name", 400, "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"),
        ("a NUL in a value", 400, "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n"),
        ("two NULs in a value", 400, "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\0\0b\r\n\r\n"),
        ("a bare CR in a value", 400, "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\rb\r\n\r\n"),
        ("no Host", 400, "GET / HTTP/1.1\r\nAccept: y\r\n\r\n"),
        ("no field at all", 400, "GET / HTTP/1.1\r\n\r\n"),
        ("two Hosts", 400, "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
        ("two spaces in the request line", 400, "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("a space in the target", 400, "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("an absolute target", 400, "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("bytes beyond ASCII in the target", 400, "GET /ü HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("a method that isn't a token", 400, "G@T / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ]

    @Test("a malformed request is refused with its status", arguments: malformed)
    func refused(what: String, status: Int, request: String) async throws {
        let answer = try await RunningServer.with(Self.router) { try await $0.exchange(request) }
        #expect(
            answer.hasPrefix("HTTP/1.1 \(status) ") || answer.hasPrefix("HTTP/1.0 \(status) "), "\(what): \(answer)")
    }

    @Test(
        "well-formed heads of many shapes pass",
        arguments: [
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "\r\nGET / HTTP/1.1\r\nHost:x\r\nConnection:close\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x \t\r\nX-Empty:\r\nX-Space: \r\nConnection: close\r\n\r\n",
            "GET /?a=%20&b+c&&d=%zz HTTP/1.1\r\nHost: x\r\nCookie: a=b; c=\"d\"; e\r\nConnection: close\r\n\r\n",
            "GET /? HTTP/1.0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nX-Utf8: grüße\r\nConnection: close\r\n\r\n",
        ])
    func wellFormed(request: String) async throws {
        let answer = try await RunningServer.with(Self.router) { try await $0.exchange(request) }
        #expect(answer.contains(" 200 OK\r\n"), "\(answer)")
        #expect(answer.hasSuffix("fine"))
    }

    @Test("a head that comes byte by byte passes as one that comes at once") func byteByByte() async throws {
        let answer = try await RunningServer.with(Self.router) { server in
            let client = try await RawClient(server.address)
            for byte in "GET /?x HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\nConnection: close\r\n\r\n" {
                try await client.send(String(byte))
            }
            return try await client.readToEnd()
        }
        #expect(answer.hasSuffix("fine"))
    }

    @Test("what follows a refused request is not answered") func noSmuggling() async throws {
        let answer = try await RunningServer.with(Self.router) { server in
            try await server.exchange(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                    + "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        }
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2)
        #expect(answer.contains("application/problem+json"))
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
