import HTTPClient
import HTTPServer
import Sockets
import Testing
import Threads

@Suite struct WebClientTests {
    @Test("connections are kept and used again") func keepAlive() async throws {
        var router = Router()
        router.on(.get, "/port") { .text("\($0.remoteAddress.port)") }
        try await RunningServer.with(router) { server in
            let client = WebClient()
            var ports: Set<String> = []
            for _ in 0..<10 { ports.insert(try await client.send(.init(.get, server.url + "/port")).text) }
            #expect(ports.count == 1)
        }
    }

    @Test("method, fields and body arrive as they were given") func request() async throws {
        var router = Router()
        router.on(.put, "/show") { request in
            let names = request.headers.map(\.name).filter { $0 != "Host" && $0 != "Content-Length" }
            return .text(
                "\(names) \(request.headers["X-A"] ?? "-") \(request.headers["X-Empty"] ?? "-") \(request.body.count)")
        }
        try await RunningServer.with(router) { server in
            let response = try await WebClient.shared.send(
                .init(
                    .put, server.url + "/show", headers: ["X-A": "1", "X-Empty": ""],
                    body: [UInt8](repeating: 1, count: 5000)))
            #expect(response.text == #"["X-A", "X-Empty"] 1  5000"#)
            let bare = try await WebClient.shared.send(.init(.put, server.url + "/show"))
            #expect(bare.text == "[] - - 0")
        }
    }

    @Test("errors say what went wrong") func errors() async throws {
        let silent = try await TCPListener.bind(port: 0)
        let kinds: [(HTTPClientRequest, HTTPClientError.Kind)] = [
            (.init(.get, "http://\(silent.address)/", timeout: .milliseconds(100)), .timedOut),
            (.init(.get, "http://127.0.0.1:1/"), .connectionFailed),
            (.init(.get, "ftp://127.0.0.1/"), .invalidRequest),
            (.init(.get, "http://127.0.0.1/", headers: ["X": "a\r\nY: b"]), .invalidRequest),
        ]
        for (request, kind) in kinds {
            let error = await #expect(throws: HTTPClientError.self) { try await WebClient.shared.send(request) }
            #expect(error?.kind == kind, "\(request.url)")
        }
    }

    @Test("an answer that breaks off is an error") func brokenOff() async throws {
        let listener = try await TCPListener.bind(port: 0)
        let serving = Task {
            let connection = try await listener.accept()
            _ = try await connection.read()
            try await connection.write([UInt8]("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc".utf8))
            await connection.close()
        }
        let error = await #expect(throws: HTTPClientError.self) {
            try await WebClient.shared.send(.init(.get, "http://\(listener.address)/"))
        }
        #expect(error?.kind == .connectionClosed)
        try await serving.value
    }

    @Test("an answer over the request's limit is an error") func tooLarge() async throws {
        var router = Router()
        router.on(.get, "/large") { _ in .text(String(repeating: "x", count: 10_000)) }
        try await RunningServer.with(router) { server in
            let request = HTTPClientRequest(.get, server.url + "/large", maximumResponseBytes: 9_999)
            let error = await #expect(throws: HTTPClientError.self) {
                try await WebClient.shared.send(request)
            }
            #expect(error?.kind == .responseTooLarge)
        }
    }

    @Test("a cancelled request ends at once") func cancellation()
        async throws
    {
        let silent = try await TCPListener.bind(port: 0)
        let url = "http://\(silent.address)/"
        let cancelled = Task { try await WebClient.shared.send(.init(.get, url, timeout: nil)) }
        let connection = try await silent.accept()
        cancelled.cancel()
        let error = await #expect(throws: HTTPClientError.self) { try await cancelled.value }
        #expect(error?.kind == .cancelled)
        withExtendedLifetime(connection) {}
    }
}
