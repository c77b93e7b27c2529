import API
import Contracts
import FoundationEssentials
import HTTPServer
import Threads

/// The routes that a match server uses, with answers that a test decides on: for what is hard to bring about with a real
/// gateway, such as sessions that die at the wrong moment.
final class StandInGateway: Sendable {
    struct State {
        var revision: Int64 = 1
        var prepare: [JSONValue] = []
        var offered: [String] = []
        var revoked = false
        var signIns = 0
        /// Requests with another one are 401.
        var token = "token-0"
        /// The next so many requests are answered 503.
        var outages = 0
        var reports: [JSONValue] = []
        var states: [JSONValue] = []
        /// What a report is answered with.
        var reportStatus: HTTPStatus = .ok
        /// Players with these passes are there when the next report comes, which is refused since it doesn't name them all.
        var passesAtReport: [String]?
        var userDeleted = false
        /// Polls that wait for a change.
        var waiters: [OneShot<Void>] = []
    }

    private let state = Locked(State())

    var now: State { state.withLock { $0 } }

    func change(_ body: (inout State) -> Void) {
        let waiters: [OneShot<Void>] = state.withLock { state in
            body(&state)
            state.revision += 1
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.succeed(()) }
    }

    /// Returns when the revision is another one, or after a second.
    private func changed(since revision: Int64?) async throws {
        let waiter = OneShot<Void>()
        let isOld = state.withLock { state in
            if state.revision == revision { state.waiters.append(waiter) }
            return state.revision != revision
        }
        if isOld { return }
        do { try await waiter.value(within: .seconds(1)) } catch is DeadlineExceeded { return }
    }

    /// One more match to prepare, for two players with these passes, or three.
    func prepare(_ match: String, passes: [String]) {
        let match = Self.prepared(match, passes: passes, at: now.offered.first)
        change { $0.prepare = [match] }
    }

    private static func prepared(_ match: String, passes: [String], at address: String?) -> JSONValue {
        let names = Array(["ada", "grace", "radia"].prefix(passes.count))
        let config: JSONValue = .object([
            "type": .string("MatchConfig"), "matchId": .string(match), "mode": .string("duel"),
            "address": .string(address ?? ""),
            "factions": .array(names.map { .string($0 == "ada" ? "red" : "blue") }),
            "nicknames": .array(names.map { .string($0) }), "playerIds": .array(names.map { .string("p-\($0)") }),
        ])
        let cookies = zip(names, passes).map { name, pass -> JSONValue in
            .object(["nickname": .string(name), "playerId": .string("p-\(name)"), "cookie": .string(pass)])
        }
        return .object([
            "type": .string("PrepareMatch"), "state": .string("PlayersLoading"), "matchConfig": config,
            "clientCookies": .array(cookies),
        ])
    }

    var router: Router {
        var router = Router()
        router.on(.post, "/user/register") { _ in
            try Self.answer(
                ["playerId": .string("p-server"), "username": .string("server"), "isServerUser": .bool(true)], .created)
        }
        router.on(.post, "/user/login") { _ in
            let token = self.state.withLock { state in
                state.signIns += 1
                state.token = "token-\(state.signIns)"
                return state.token
            }
            return try Self.answer([
                "playerId": .string("p-server"), "username": .string("server"), "isServerUser": .bool(true),
                "isOperator": .bool(false), "token": .string(token), "expiresAt": .string("2100-01-01T00:00:00Z"),
            ])
        }
        for (method, path, handler) in routes {
            router.on(method, path) { request in
                let status: HTTPStatus? = self.state.withLock { state in
                    if state.outages > 0 {
                        state.outages -= 1
                        return .serviceUnavailable
                    }
                    return request.headers["Authorization"] == "Bearer \(state.token)" ? nil : .unauthorized
                }
                if let status { throw Problem(status, "as the test wants it") }
                return try await handler(request)
            }
        }
        return router
    }

    private var routes: [(HTTPMethod, String, Handler)] {
        [
            (.post, "/user/logout", { _ in try Self.answer([:]) }),
            (
                .delete, "/user",
                { _ in
                    self.change { $0.userDeleted = true }
                    return try Self.answer([:])
                }
            ),
            (
                .post, "/matchmaking/provide",
                { request in
                    let body = try JSONDecoder().decode(OfferMatchServerBody.self, from: Data(request.body))
                    self.change { $0.offered = body.address ?? [] }
                    return try Self.answer(["servers": .array([])], .created)
                }
            ),
            (
                .get, "/matchmaking/provide",
                { request in
                    let since = request.query["since"].flatMap { Int64($0) }
                    try await self.changed(since: since)
                    let state = self.now
                    return try Self.answer([
                        "revision": .integer(state.revision), "servers": .array([]), "prepare": .array(state.prepare),
                    ])
                }
            ),
            (
                .delete, "/matchmaking/provide",
                { _ in
                    self.change { $0.revoked = true }
                    return try Self.answer(["revoked": .array([])])
                }
            ),
            (
                .post, "/matchmaking/state",
                { request in
                    let body = try JSONDecoder().decode(JSONValue.self, from: Data(request.body))
                    self.change { $0.states.append(body) }
                    return try Self.answer([:])
                }
            ),
            (
                .post, "/matchmaking/report",
                { request in
                    let body = try JSONDecoder().decode(JSONValue.self, from: Data(request.body))
                    if let passes = self.now.passesAtReport, let match = body["matchData"]?["matchId"]?.string {
                        self.change { $0.passesAtReport = nil }
                        self.prepare(match, passes: passes)
                        throw Problem(.unprocessableContent, "radia is not named")
                    }
                    let status = self.now.reportStatus
                    guard status == .ok else { throw Problem(status, "as the test wants it") }
                    self.change {
                        $0.reports.append(body)
                        $0.prepare = []
                    }
                    return try Self.answer(["matchId": .string("m"), "recorded": .bool(true)])
                }
            ),
        ]
    }

    private static func answer(_ members: [String: JSONValue], _ status: HTTPStatus = .ok) throws -> HTTPResponse {
        var members = members
        members["type"] = .string("Answer")
        return .json([UInt8](try JSONEncoder().encode(members)), status: status)
    }
}
