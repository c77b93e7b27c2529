import API
import APIClient
import Contracts
import Foundation
import HTTPClient
import Testing

extension SystemSuite.Outside {
    /// What holds for every route.
    @Suite struct CommonRuleTests {
        @Test("An unknown route is 404, an unknown method 405 with what is allowed")
        func unknown() async throws {
            let client = try stack().anonymous()
            try await client.ask(.get, "/no/such/route").expectProblem(404)
            let method = try await client.ask(.patch, "/user")
            method.expectProblem(405)
            #expect(method.headers["Allow"]?.contains("GET") == true)
            #expect(method.headers["Allow"]?.contains("DELETE") == true)
        }

        @Test("A trailing slash is the same route")
        func trailingSlash() async throws {
            let user = try await stack().player()
            #expect(try await user.client.ask(.get, "/user/").status == 200)
        }

        @Test("The request's id is echoed, or made")
        func requestID() async throws {
            let client = try stack().anonymous()
            let given = try await client.ask(.get, "/user", headers: ["X-Request-Id": "test-request-1"])
            #expect(given.headers["X-Request-Id"] == "test-request-1")
            #expect(given["instance"]?.string?.contains("test-request-1") == true)
            #expect(try await client.ask(.get, "/modes").headers["X-Request-Id"]?.isEmpty == false)
        }

        @Test("A preflight is 204 and allows what the API uses")
        func preflight() async throws {
            let client = try stack().anonymous()
            let answer = try await client.ask(
                .options, "/matchmaking/enqueue",
                headers: ["Origin": "https://game.example", "Access-Control-Request-Method": "PUT"])
            #expect(answer.status == 204)
            for method in ["GET", "POST", "PUT", "DELETE"] {
                #expect(answer.headers["Access-Control-Allow-Methods"]?.contains(method) == true)
            }
            #expect(answer.headers["Access-Control-Allow-Origin"] != nil)
        }

        @Test("The modes that ship are listed")
        func modes() async throws {
            let answer = try await stack().anonymous().modes()
            #expect(Set(answer.modes.map(\.mode.rawValue)).isSuperset(of: ["duel", "duo", "brawl"]))
        }

        @Test("The API describes itself")
        func description() async throws {
            let answer = try await stack().anonymous().ask(.get, "/openapi.json")
            #expect(answer.status == 200)
            #expect(answer["openapi"]?.string?.hasPrefix("3.1") == true)
            #expect(answer["paths"]?["/matchmaking/enqueue"]?["post"] != nil)
        }

        @Test(
            "Every service tells its health, its readiness and its metrics",
            arguments: ["auth", "queue", "hosts", "results", "gateway"])
        func operations(_ service: String) async throws {
            let client = GatewayClient(try await stack().adminURL(service))
            #expect(try await client.ask(.get, "/healthz").status == 200)
            let ready = try await client.ask(.get, "/readyz")
            #expect(ready.status == 200, "\(ready.text)")
            let metrics = try await client.ask(.get, "/metrics")
            #expect(metrics.status == 200)
            #expect(metrics.text.contains("# TYPE"))
        }

        @Test("Something that isn't a match is 404")
        func unknownMatch() async throws {
            let user = try await stack().player()
            try await user.client.ask(.get, "/matches/m00aaaaaaaaaaaaaaaaaaaa").expectProblem(404)
            try await user.client.ask(.get, "/matches/nonsense").expectProblem(404)
        }
    }
}
