import Contracts
import Duel
import HTTPServer
import Logging
import MatchSocket
import ServiceLifecycle
import TestKit
import Testing
import Threads

/// The reference match server against a stand-in for the gateway.
@Suite(.timeLimit(.minutes(1))) struct DuelServerTests {
    private static let match = MatchID("m00duel")

    /// Runs the server and the stand-in while `body` runs, then stops the server and waits for its end.
    private func run(
        temporary: Bool = false,
        _ body: @escaping @Sendable (StandInGateway) async throws -> Void
    ) async throws {
        let gateway = StandInGateway()
        let service = HTTPService(
            configuration: HTTPServiceConfiguration(port: 0), router: gateway.router,
            logger: Logger(label: "test") { _ in NoOpLogHandler() })
        try await withServices([service]) {
            var configuration = DuelServerConfiguration(
                gateway: "http://\(try await service.address)", serverKey: "key", username: "server",
                password: "password")
            configuration.temporary = temporary
            let server = DuelServer(configuration, logger: Logger(label: "test") { _ in NoOpLogHandler() })
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                let result: Result<Void, any Error>
                do {
                    try await eventually("the server is on offer") { !gateway.now.offered.isEmpty }
                    result = .success(try await body(gateway))
                } catch {
                    result = .failure(error)
                }
                server.stop()
                try await group.waitForAll()
                try result.get()
            }
            #expect(gateway.now.revoked)
            #expect(gateway.now.userDeleted == temporary)
        }
    }

    /// Both players play a match to its end.
    private func play(at address: String, passes: [String] = ["pass-a", "pass-b"]) async throws {
        let config = MatchConfig(
            matchID: Self.match, mode: ModeName("duel"), address: address, factions: [], nicknames: [], playerIDs: [],
            region: nil)
        async let ada = DuelPlayer { _ in .rock }.play(config, cookie: passes[0])
        async let grace = DuelPlayer { _ in .paper }.play(config, cookie: passes[1])
        _ = try await (ada, grace)
    }

    @Test("A match is prepared, begun, played and reported, and the user deleted where it was temporary")
    func wholeMatch() async throws {
        try await run(temporary: true) { gateway in
            gateway.prepare(Self.match.rawValue, passes: ["pass-a", "pass-b"])
            try await play(at: gateway.now.offered[0])
            try await eventually("the match is reported") { !gateway.now.reports.isEmpty }
            #expect(gateway.now.states.map { $0["state"] } == [.string("MatchInProgress")])
            let outcome: JSONValue = .array([
                .object(["nickname": .string("ada"), "placement": .integer(2)]),
                .object(["nickname": .string("grace"), "placement": .integer(1)]),
            ])
            #expect(gateway.now.reports[0]["matchData"]?["outcome"] == outcome)
        }
    }

    @Test("A dead session is replaced by a new one, and an outage waited out")
    func outages() async throws {
        try await run { gateway in
            gateway.change { $0.token = "revoked" }
            try await eventually("it signs in again") { gateway.now.signIns == 2 }
            gateway.change { $0.outages = 3 }
            try await eventually("the outage is over") { gateway.now.outages == 0 }
            gateway.prepare(Self.match.rawValue, passes: ["pass-a", "pass-b"])
            try await play(at: gateway.now.offered[0])
            try await eventually("the match is reported") { !gateway.now.reports.isEmpty }
        }
    }

    @Test("A pass that is newer than the server knows is let in")
    func newerPass() async throws {
        try await run { gateway in
            gateway.prepare(Self.match.rawValue, passes: ["pass-a", "pass-b"])
            let address = gateway.now.offered[0]
            try await eventually("the match is open") {
                let client = try await MatchSocketClient.connect(to: address, match: Self.match, cookie: "pass-b")
                try await client.send(.game(GameMessage(["type": "Ping"])))
                await client.close()
                return true
            }
            gateway.prepare(Self.match.rawValue, passes: ["pass-a2", "pass-b"])
            try await play(at: address, passes: ["pass-a2", "pass-b"])
            try await eventually("the match is reported") { !gateway.now.reports.isEmpty }
        }
    }

    @Test("A report that is refused isn't sent for ever, and the match isn't played again")
    func refusedReport() async throws {
        try await run { gateway in
            gateway.change { $0.reportStatus = .conflict }
            gateway.prepare(Self.match.rawValue, passes: ["pass-a", "pass-b"])
            let address = gateway.now.offered[0]
            try await play(at: address)
            try await eventually("the match is closed") {
                do {
                    let client = try await MatchSocketClient.connect(
                        to: address, match: Self.match, cookie: "pass-a")
                    for try await _ in client {}
                    return false
                } catch is MatchSocketError {
                    return true
                }
            }
            #expect(gateway.now.reports.isEmpty)
        }
    }

    @Test("Who joins a match under way is let in, plays and stands in the report")
    func joining() async throws {
        try await run { gateway in
            gateway.prepare(Self.match.rawValue, passes: ["pass-a", "pass-b"])
            let config = MatchConfig(
                matchID: Self.match, mode: ModeName("duel"), address: gateway.now.offered[0], factions: [],
                nicknames: [], playerIDs: [], region: nil)
            let joined = OneShot<Void>()
            async let ada = DuelPlayer { _ in .rock }.play(config, cookie: "pass-a")
            async let grace = DuelPlayer { _ in
                try await joined.value()
                return .paper
            }.play(config, cookie: "pass-b")
            try await eventually("the match is in progress") { !gateway.now.states.isEmpty }
            gateway.prepare(Self.match.rawValue, passes: ["pass-a", "pass-b", "pass-c"])
            let radia = DuelPlayer(look: { sight in if case .started = sight { joined.succeed(()) } }) { _ in .paper }
            let end = try await radia.play(config, cookie: "pass-c")
            #expect(end.outcome.map(\.nickname) == ["ada", "grace", "radia"])
            #expect(end.outcome.map(\.placement) == [2, 1, 1])
            #expect(try await ada == end)
            #expect(try await grace == end)
            try await eventually("the match is reported") { !gateway.now.reports.isEmpty }
            #expect(gateway.now.reports[0].names == ["ada", "grace", "radia"])
        }
    }

    @Test("Who joins in the last moment is added to a report that was refused without them")
    func joinedAtTheEnd() async throws {
        try await run { gateway in
            gateway.change { $0.passesAtReport = ["pass-a", "pass-b", "pass-c"] }
            gateway.prepare(Self.match.rawValue, passes: ["pass-a", "pass-b"])
            try await play(at: gateway.now.offered[0])
            try await eventually("the match is reported") { !gateway.now.reports.isEmpty }
            #expect(gateway.now.reports.count == 1 && gateway.now.reports[0].names == ["ada", "grace", "radia"])
        }
    }

    @Test("A match that ends elsewhere is dropped")
    func endedElsewhere() async throws {
        try await run { gateway in
            gateway.prepare(Self.match.rawValue, passes: ["pass-a", "pass-b"])
            let address = gateway.now.offered[0]
            let clients = [
                try await MatchSocketClient.connect(to: address, match: Self.match, cookie: "pass-a"),
                try await MatchSocketClient.connect(to: address, match: Self.match, cookie: "pass-b"),
            ]
            for client in clients { try await client.send(.loadMatchComplete) }
            var messages = clients[0].makeAsyncIterator()
            #expect(try await messages.next() == .matchStarting)
            gateway.change { $0.prepare = [] }
            while try await messages.next() != nil {}
        }
    }
}

extension JSONValue {
    /// Whom a report names.
    fileprivate var names: [String] {
        guard case .array(let outcome)? = self["matchData"]?["outcome"] else { return [] }
        return outcome.compactMap { $0["nickname"]?.string }
    }
}
