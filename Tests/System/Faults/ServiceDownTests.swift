import API
import APIClient
import Contracts
import Glibc
import HTTPTypes
import TestKit
import Testing

extension SystemSuite {
    /// What users see while a service is down.
    @Suite(.stack(["MUSTER_REQUEST_DEADLINE": "2s"]), .timeLimit(.minutes(3))) struct ServiceDownTests {
        /// Ends a service, asks for something of its, checks the refusal, and starts it again.
        private func withoutService(
            _ service: String, _ method: HTTPMethod, _ path: String, _ body: String?, as user: User,
            meanwhile: () async throws -> Void
        ) async throws {
            let stack = try stack()
            try await stack.stop(service, by: SIGKILL)
            let asked = ContinuousClock.now
            let answer = try await user.client.ask(method, path, body)
            let after = asked.duration(to: .now)
            answer.expectProblem(503)
            #expect(answer.headers["Retry-After"].flatMap { Int($0) } ?? 0 > 0)
            #expect(after < .seconds(3))
            try await meanwhile()
            try await stack.start(service)
            try await eventually("\(service) answers again") {
                try await user.client.ask(method, path, body).status != 503
            }
        }

        @Test("Without auth nobody can sign in, and all else works for who is")
        func auth() async throws {
            let user = try await stack().player()
            _ = try await user.client.user()
            let login = #"{"username":"\#(user.name)","password":"\#(user.password)"}"#
            try await withoutService("auth", .post, "/user/login", login, as: user) {
                // The session is in the gateway's cache for a few seconds yet.
                let modes = try await stack().anonymous().ask(.get, "/modes")
                #expect(modes.status == 200)
            }
        }

        @Test("Without the queue nobody can look for a match, and signing in works")
        func queue() async throws {
            let user = try await stack().player()
            try await withoutService("queue", .get, "/matchmaking/enqueue", nil, as: user) {
                #expect(try await user.client.ask(.get, "/user").status == 200)
                _ = try await stack().player()
            }
        }

        @Test("Without results matches can't be looked up, and the queue works")
        func results() async throws {
            let user = try await stack().player()
            try await withoutService("results", .get, "/matches/m00aaaaaaaaaaaaaaaaaaaa", nil, as: user) {
                _ = try await user.enqueue("brawl")
                try await user.client.leaveQueue()
            }
        }

        @Test(
            "A service that is asked to stop drains and exits with 0",
            arguments: ["auth", "queue", "hosts", "results", "gateway"])
        func drain(_ service: String) async throws {
            let stack = try stack()
            #expect(try await stack.stop(service) == 0)
            try await stack.start(service)
        }

        @Test("Idle services are small: a debug build takes less than 60 MB of memory")
        func memory() async throws {
            let stack = try stack()
            for service in ["auth", "queue", "hosts", "results", "gateway"] {
                let bytes = try #require(try await stack.residentBytes(service))
                #expect(bytes < 60 << 20, "\(service) has \(bytes >> 20) MB")
            }
        }
    }
}
