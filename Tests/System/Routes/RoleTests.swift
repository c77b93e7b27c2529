import APIClient
import Contracts
import Foundation
import HTTPTypes
import Testing

extension SystemSuite.Outside {
    /// Who may use which route. A route that is added has to be put in here as well.
    @Suite struct RoleTests {
        private enum Access {
            case anybody
            /// Looks at the session itself: sockets, and routes that take one if there is one.
            case either
            case user
            case server
            case `operator`
        }

        private static let table: [String: Access] = [
            "POST /user/register": .anybody, "POST /user/login": .anybody, "POST /user/logout": .user,
            "GET /user": .user, "DELETE /user": .user, "POST /user/delete": .user, "PUT /user/password": .user,
            "GET /user/blocks": .user, "PUT /user/blocks/{username}": .user, "DELETE /user/blocks/{username}": .user,
            "GET /user/matches": .user, "GET /matches/{matchId}": .user, "GET /leaderboard/{mode}": .either,
            "GET /modes": .anybody, "GET /results": .operator,
            "POST /matchmaking/enqueue": .user, "GET /matchmaking/enqueue": .user,
            "DELETE /matchmaking/enqueue": .user, "PUT /matchmaking/enqueue": .user,
            "GET /matchmaking/events": .user, "GET /matchmaking/socket": .either, "GET /matchmaking/explain": .user,
            "POST /party": .user, "GET /party": .user, "POST /party/join": .user, "PUT /party/me": .user,
            "DELETE /party/members/{username}": .user,
            "POST /matchmaking/provide": .server, "GET /matchmaking/provide": .server,
            "DELETE /matchmaking/provide": .server, "POST /matchmaking/report": .server,
            "POST /matchmaking/state": .server,
            "POST /matchmaking/backfill": .server, "DELETE /matchmaking/backfill": .server,
            "POST /api/host/heartbeat": .anybody, "POST /api/host/status": .anybody,
            "POST /api/match/find": .anybody, "GET /api/hosts": .operator,
            "POST /join-matchmaking-queue": .anybody, "DELETE /join-matchmaking-queue/{matcherID}": .anybody,
            "POST /joinMatchmakingQueue": .anybody, "DELETE /joinMatchmakingQueue/{matcherID}": .anybody,
            "POST /get-matcher-address": .anybody, "GET /get-matcher-address/{matcherID}": .anybody,
            "POST /ping-result": .anybody, "POST /port-open": .anybody,
            "GET /peer": .either, "GET /": .either,
            "GET /healthz": .anybody, "GET /readyz": .anybody, "GET /metrics": .anybody,
            "GET /openapi.json": .anybody,
        ]

        /// The routes that the gateway says it has, as `METHOD /path`.
        private func described() async throws -> Set<String> {
            let answer = try await stack().anonymous().ask(.get, "/openapi.json")
            guard case .object(let paths)? = answer["paths"] else { return [] }
            var routes: Set<String> = []
            for (path, item) in paths {
                guard case .object(let members) = item else { continue }
                for method in members.keys where ["get", "post", "put", "delete"].contains(method) {
                    routes.insert("\(method.uppercased()) \(path)")
                }
            }
            return routes
        }

        private func ask(_ route: String, by client: GatewayClient, headers: HTTPFields = [:]) async throws -> Answer {
            let parts = route.split(separator: " ")
            let path = String(parts[1]).replacing("{matchId}", with: "m00aaaaaaaaaaaaaaaaaaaa")
                .replacing("{mode}", with: "duel").replacing(/\{[A-Za-z]+\}/, with: "nobody-here")
            let method = HTTPMethod(rawValue: String(parts[0]))
            return try await client.ask(method, path, method == .get ? nil : "{}", headers: headers)
        }

        @Test("Every route that is described has its role stated here, and no other")
        func complete() async throws {
            #expect(try await described() == Set(Self.table.keys))
        }

        @Test(
            "Without a live session every route but the open ones is 401, and those don't look at it",
            arguments: [
                nil, "Bearer ", "Bearer not-a-token", "Basic YTpi", "Bearer \(String(repeating: "A", count: 43))",
            ])
        func withoutSession(_ authorization: String?) async throws {
            let client = try stack().anonymous()
            let headers: HTTPFields = authorization.map { ["Authorization": $0] } ?? [:]
            for (route, access) in Self.table where access != .either {
                let answer = try await ask(route, by: client, headers: headers)
                guard access == .anybody else {
                    answer.expectProblem(401)
                    continue
                }
                // Who logs in with nothing is told what is missing, not that he isn't signed in.
                #expect(answer.status != 401, "\(route): \(answer.text)")
            }
        }

        @Test("Whoever lacks the role is 403, whatever the body; whoever has it isn't")
        func roles() async throws {
            let player = try await stack().player()
            let server = try await stack().server()
            let `operator` = try await stack().operator()
            for (route, access) in Self.table where access == .server || access == .operator {
                for (user, itself) in [(player, nil), (server, Access.server), (`operator`, Access.operator)] {
                    let answer = try await ask(route, by: user.client)
                    if itself == access {
                        #expect(![401, 403].contains(answer.status), "\(route) for \(user.name): \(answer.text)")
                    } else {
                        #expect(answer.status == 403, "\(route) for \(user.name): \(answer.text)")
                    }
                }
            }
        }
    }
}
