import Contracts
import MatchSocket
import Testing
import Threads

@testable import Duel

/// A whole match over real sockets in one process, without a gateway.
@Suite(.timeLimit(.minutes(1))) struct DuelTableTests {
    private let passes = ["pass-a": PlayerID("ada"), "pass-b": PlayerID("grace")]

    private func table(
        _ sockets: MatchSocketServer, port: Int, throwLimit: Duration = .seconds(10),
        arrivalLimit: Duration = .seconds(10), started: OneShot<Void> = OneShot()
    ) async -> DuelTable {
        let config = MatchConfig(
            matchID: MatchID("m00duel"), mode: ModeName("duel"), address: "127.0.0.1:\(port)",
            factions: ["red", "blue"], nicknames: ["ada", "grace"], playerIDs: [PlayerID("ada"), PlayerID("grace")],
            region: nil)
        let table = DuelTable(
            match: config, throwLimit: throwLimit, arrivalLimit: arrivalLimit, sockets: sockets,
            started: { started.succeed(()) })
        await sockets.open(config.matchID, passes: passes, sink: table.take)
        return table
    }

    @Test("The moves of the players decide, and all are told the same end")
    func wholeMatch() async throws {
        let sockets = MatchSocketServer()
        let port = try await sockets.listen(host: "127.0.0.1", port: 0)
        let started = OneShot<Void>()
        let table = await table(sockets, port: port, started: started)
        async let ending = table.run()
        async let ada = DuelPlayer { _ in .rock }.play(table.match, cookie: "pass-a")
        async let grace = DuelPlayer { round in round.round == 1 ? .scissors : .paper }.play(
            table.match, cookie: "pass-b")
        let seen = try await (ada, grace)
        #expect(seen.0 == seen.1)
        #expect(seen.0.outcome == [Standing(nickname: "ada", placement: 2), Standing(nickname: "grace", placement: 1)])
        #expect(seen.0.points == ["red": 1, "blue": 2])
        #expect(await ending == .over(seen.0))
        #expect(started.result != nil)
        await sockets.stop()
    }

    @Test("A player who has gone loses the rounds to the one who stays")
    func deserter() async throws {
        let sockets = MatchSocketServer()
        let port = try await sockets.listen(host: "127.0.0.1", port: 0)
        let table = await table(sockets, port: port)
        async let ending = table.run()
        let gone = try await MatchSocketClient.connect(
            to: "127.0.0.1:\(port)", match: table.match.matchID, cookie: "pass-b")
        try await gone.send(.loadMatchComplete)
        let ada = DuelPlayer(look: { sight in if case .started = sight { await gone.close() } }) { _ in .rock }
        let end = try await ada.play(table.match, cookie: "pass-a")
        #expect(end.outcome.map(\.placement) == [1, 2])
        #expect(await ending == .over(end))
        await sockets.stop()
    }

    @Test("A match to which nobody comes ends without a result")
    func nobody() async throws {
        let sockets = MatchSocketServer()
        let table = await table(sockets, port: 1, arrivalLimit: .milliseconds(50))
        #expect(await table.run() == .deserted)
    }

    @Test("A match that ends elsewhere ends here")
    func cancelled() async throws {
        let table = await table(MatchSocketServer(), port: 1)
        let run = Task { await table.run() }
        run.cancel()
        #expect(await run.value == .cancelled)
    }
}
