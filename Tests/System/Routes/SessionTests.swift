import API
import APIClient
import Contracts
import HTTPTypes
import TestKit
import Testing

extension SystemSuite.Outside {
    /// A2–A4, passwords, and what identifies a caller.
    @Suite struct SessionTests {
        @Test("The user is told who they are")
        func whoAmI() async throws {
            let user = try await stack().player()
            let answer = try await user.client.ask(.get, "/user")
            #expect(answer.status == 200)
            #expect(answer["playerId"] == .string(user.id.rawValue))
            #expect(answer["username"] == .string(user.name))
            #expect(answer["isServerUser"] == .bool(false))
            #expect(answer["isOperator"] == .bool(false))
            #expect(TestClock.moment(answer["createdAt"]?.string) != nil)
            guard case .object? = answer["ratings"] else {
                Issue.record("no ratings: \(answer.text)")
                return
            }
        }

        @Test(
            "Without a session, or with a dead one, it is 401",
            arguments: [
                (HTTPMethod.get, "/user"), (.post, "/user/logout"), (.delete, "/user"), (.put, "/user/password"),
                (.post, "/matchmaking/enqueue"), (.get, "/matchmaking/enqueue"), (.delete, "/matchmaking/enqueue"),
                (.put, "/matchmaking/enqueue"), (.get, "/matchmaking/events"), (.post, "/matchmaking/provide"),
                (.get, "/matchmaking/provide"), (.delete, "/matchmaking/provide"), (.post, "/matchmaking/report"),
                (.post, "/matchmaking/state"), (.get, "/matches/m00aaaaaaaaaaaaaaaaaaaa"),
            ])
        func unauthorized(_ method: HTTPMethod, _ path: String) async throws {
            var client = try stack().anonymous()
            try await client.ask(method, path, method == .get ? nil : "{}").expectProblem(401)
            client.token = "no-such-token"
            try await client.ask(method, path, method == .get ? nil : "{}").expectProblem(401)
        }

        @Test("After logging out the token is dead and the cookie expired")
        func logOut() async throws {
            let user = try await stack().player()
            let answer = try await user.client.ask(.post, "/user/logout")
            #expect(answer.status == 200)
            let cookie = try #require(answer.headers["Set-Cookie"])
            #expect(cookie.hasPrefix("mm_session_cookie=;") || cookie.contains("Max-Age=0"))
            try await user.client.ask(.get, "/user").expectProblem(401)
            try await user.client.ask(.post, "/user/logout").expectProblem(401)
        }

        @Test("Logging out ends an open ticket")
        func logOutEndsTicket() async throws {
            var user = try await stack().player()
            _ = try await user.enqueue("brawl")
            try await user.client.logOut()
            try await user.client.logIn(username: user.name, password: user.password)
            let state = try await user.state(.notQueued)
            #expect(state.reason == "sessionEnded")
        }

        @Test(
            "A user is deleted with the right password only, and the name is free to nobody's session",
            arguments: [false, true])
        func delete(_ byPost: Bool) async throws {
            let user = try await stack().player()
            func delete(_ password: String) async throws -> Answer {
                let body = #"{"password":"\#(password)"}"#
                return byPost
                    ? try await user.client.ask(.post, "/user/delete", body)
                    : try await user.client.ask(.delete, "/user", body)
            }
            try await delete("not the password").expectProblem(403)
            #expect(try await delete(user.password).status == 200)
            try await user.client.ask(.get, "/user").expectProblem(401)
            let client = try stack().anonymous()
            let login = #"{"username":"\#(user.name)","password":"\#(user.password)"}"#
            try await client.ask(.post, "/user/login", login).expectProblem(401)
        }

        @Test("A new password ends all other sessions")
        func changePassword() async throws {
            let user = try await stack().player()
            var other = try stack().anonymous()
            try await other.logIn(username: user.name, password: user.password)
            let wrong = #"{"password":"not the password","newPassword":"another long password"}"#
            try await user.client.ask(.put, "/user/password", wrong).expectProblem(403)
            let short = #"{"password":"\#(user.password)","newPassword":"short"}"#
            try await user.client.ask(.put, "/user/password", short).expectProblem(422)
            let good = #"{"password":"\#(user.password)","newPassword":"another long password"}"#
            #expect(try await user.client.ask(.put, "/user/password", good).status == 200)
            #expect(try await user.client.ask(.get, "/user").status == 200)
            try await other.ask(.get, "/user").expectProblem(401)
            try await other.logIn(username: user.name, password: "another long password")
        }

        @Test("A request by cookie from a foreign origin is 403, one by token isn't")
        func origin() async throws {
            let user = try await stack().player()
            let token = try #require(user.client.token)
            let client = try stack().anonymous()
            let foreign: HTTPFields = ["Cookie": "mm_session_cookie=\(token)", "Origin": "https://elsewhere.example"]
            try await client.ask(.get, "/user", headers: foreign).expectProblem(403)
            let own: HTTPFields = ["Cookie": "mm_session_cookie=\(token)", "Origin": client.baseURL]
            #expect(try await client.ask(.get, "/user", headers: own).status == 200)
            let bearer: HTTPFields = ["Origin": "https://elsewhere.example"]
            #expect(try await user.client.ask(.get, "/user", headers: bearer).status == 200)
        }

        @Test("An operator is made by the command, and only there")
        func operators() async throws {
            let user = try await stack().operator()
            let answer = try await user.client.ask(.get, "/user")
            #expect(answer["isOperator"] == .bool(true))
        }
    }
}
