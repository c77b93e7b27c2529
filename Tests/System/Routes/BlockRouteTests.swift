import API
import APIClient
import Contracts
import HTTPClient
import Testing

extension SystemSuite.Outside {
    /// `/user/blocks`.
    @Suite struct BlockRouteTests {
        private func names(_ answer: Answer) -> [String] {
            guard case .array(let blocks)? = answer["blocks"] else { return ["?"] }
            return blocks.compactMap { $0["username"]?.string }
        }

        @Test("Players are blocked and unblocked by name, and each answer is the whole list")
        func list() async throws {
            let (user, first, second) = (
                try await stack().player(), try await stack().player(), try await stack().player()
            )
            let empty = try await user.client.ask(.get, "/user/blocks")
            #expect(empty.status == 200 && names(empty) == [])
            _ = try await user.client.ask(.put, "/user/blocks/\(first.name)")
            let both = try await user.client.ask(.put, "/user/blocks/\(second.name.uppercased())")
            #expect(both.status == 200 && names(both) == [first.name, second.name], "\(both.text)")
            #expect(names(try await user.client.ask(.put, "/user/blocks/\(first.name)")) == [first.name, second.name])
            #expect(names(try await user.client.ask(.delete, "/user/blocks/\(first.name)")) == [second.name])
            #expect(names(try await user.client.ask(.get, "/user/blocks")) == [second.name])
            #expect(names(try await second.client.ask(.get, "/user/blocks")) == [])
        }

        @Test("Nobody of that name, and somebody who isn't blocked, are 404; oneself is 422")
        func wrong() async throws {
            let (user, other) = (try await stack().player(), try await stack().player())
            try await user.client.ask(.put, "/user/blocks/no-such-player").expectProblem(404)
            try await user.client.ask(.delete, "/user/blocks/no-such-player").expectProblem(404)
            try await user.client.ask(.delete, "/user/blocks/\(other.name)").expectProblem(404)
            let own = try await user.client.ask(.put, "/user/blocks/\(user.name)")
            own.expectProblem(422)
            #expect(own.invalidFields == ["username"])
            try await stack().anonymous().ask(.get, "/user/blocks").expectProblem(401)
            try await user.client.ask(.post, "/user/blocks").expectProblem(405)
        }
    }
}
