import API
import APIClient
import Contracts
import HTTPTypes
import Testing

extension SystemSuite.Outside {
    /// A0 and A1.
    @Suite struct RegistrationTests {
        private func register(_ body: String) async throws -> Answer {
            try await stack().anonymous().ask(.post, "/user/register", body)
        }

        @Test("A new player is registered")
        func player() async throws {
            let name = TestStack.newName()
            let answer = try await register(
                #"{"type":"Register","username":"\#(name)","password":"a long test password"}"#)
            #expect(answer.status == 201)
            #expect(answer["type"] == .string("Registered"))
            #expect(answer["username"] == .string(name))
            #expect(answer["isServerUser"] == .bool(false))
            #expect(answer["playerId"]?.string?.isEmpty == false)
            #expect(answer.headers["Cache-Control"] == "no-store")
            #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
        }

        @Test("An empty or null server key makes a player", arguments: [#""""#, "null"])
        func noServerKey(_ key: String) async throws {
            let answer = try await register(
                #"{"username":"\#(TestStack.newName())","password":"a long test password","serverUser":\#(key)}"#)
            #expect(answer.status == 201)
            #expect(answer["isServerUser"] == .bool(false))
        }

        @Test("The server key makes a server user, and a wrong one is 403")
        func serverKey() async throws {
            let key = try stack().serverKey
            let good = try await register(
                #"{"username":"\#(TestStack.newName())","password":"a long test password","serverUser":"\#(key)"}"#)
            #expect(good.status == 201)
            #expect(good["isServerUser"] == .bool(true))
            let wrong = try await register(
                #"{"username":"\#(TestStack.newName())","password":"a long test password","serverUser":"guess"}"#)
            wrong.expectProblem(403)
        }

        @Test("A name is taken whatever its case")
        func takenName() async throws {
            let name = TestStack.newName("Taken")
            _ = try await register(#"{"username":"\#(name)","password":"a long test password"}"#)
            let again = try await register(#"{"username":"\#(name.lowercased())","password":"a long test password"}"#)
            again.expectProblem(409)
        }

        @Test(
            "Names and passwords against the rules are 422 and say which member",
            arguments: [
                (#"{"username":"ab","password":"a long test password"}"#, "username"),
                (#"{"username":"abcdefghijklmnopqrstuvwxy","password":"a long test password"}"#, "username"),
                (#"{"username":"with space","password":"a long test password"}"#, "username"),
                (#"{"username":"ümläute","password":"a long test password"}"#, "username"),
                (#"{"password":"a long test password"}"#, "username"),
                (#"{"username":"somebody-else","password":"short"}"#, "password"),
                (#"{"username":"somebody-else","password":"password"}"#, "password"),
                (#"{"username":"somebody-else"}"#, "password"),
            ])
        func invalid(_ body: String, _ field: String) async throws {
            let answer = try await register(body)
            answer.expectProblem(422)
            #expect(answer.invalidFields.contains(field))
        }

        @Test("Bodies that aren't what the route reads")
        func bodies() async throws {
            try await register("{").expectProblem(400)
            try await register(#"{"username":5,"password":"a long test password"}"#).expectProblem(400)
            try await register("[]").expectProblem(400)
            let name = TestStack.newName()
            try await register(#"{"type":"Login","username":"\#(name)","password":"a long test password"}"#)
                .expectProblem(422)
            let client = try stack().anonymous()
            let text = try await client.ask(
                .post, "/user/register", "{}", headers: ["Content-Type": "text/plain"])
            text.expectProblem(415)
            let long = #"{"username":"\#(name)","password":"\#(String(repeating: "x", count: 70_000))"}"#
            try await register(long).expectProblem(413)
        }

        @Test("Log-in gives a token and a cookie, which both identify")
        func logIn() async throws {
            let user = try await stack().player()
            let client = try stack().anonymous()
            let answer = try await client.ask(
                .post, "/user/login", #"{"type":"Login","username":"\#(user.name)","password":"\#(user.password)"}"#)
            #expect(answer.status == 200)
            #expect(answer["type"] == .string("LoggedIn"))
            #expect(answer["playerId"] == .string(user.id.rawValue))
            #expect(answer["isServerUser"] == .bool(false))
            #expect(answer["isOperator"] == .bool(false))
            #expect(TestClock.moment(answer["expiresAt"]?.string) != nil)
            let token = try #require(answer["token"]?.string)
            let cookie = try #require(answer.headers["Set-Cookie"])
            #expect(cookie.hasPrefix("mm_session_cookie=\(token)"))
            for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] { #expect(cookie.contains(attribute)) }
            #expect(!cookie.contains("Secure"))
            let byCookie = try await client.ask(
                .get, "/user", headers: ["Cookie": "other=1; mm_session_cookie=\(token); Path=/; HttpOnly"])
            #expect(byCookie.status == 200)
            let byToken = try await client.ask(.get, "/user", headers: ["Authorization": "Bearer \(token)"])
            #expect(byToken["username"] == .string(user.name))
        }

        @Test("A wrong name and a wrong password get the same answer")
        func wrongCredentials() async throws {
            let user = try await stack().player()
            let client = try stack().anonymous()
            let password = try await client.ask(
                .post, "/user/login", #"{"username":"\#(user.name)","password":"not the password"}"#)
            let name = try await client.ask(
                .post, "/user/login", #"{"username":"\#(TestStack.newName("nobody"))","password":"not the password"}"#)
            password.expectProblem(401)
            name.expectProblem(401)
            #expect(password["detail"] == name["detail"])
            #expect(password["title"] == name["title"])
        }

        @Test("After five failures for one name a minute is to be waited, which others don't feel")
        func throttled() async throws {
            let user = try await stack().player()
            let client = try stack().anonymous()
            let body = #"{"username":"\#(user.name)","password":"not the password"}"#
            for _ in 0..<5 { try await client.ask(.post, "/user/login", body).expectProblem(401) }
            let answer = try await client.ask(.post, "/user/login", body)
            answer.expectProblem(429)
            #expect(answer.headers["Retry-After"].flatMap { Int($0) } ?? 0 > 0)
            _ = try await stack().player()
        }
    }
}
