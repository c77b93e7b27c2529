import Contracts
import HTTPServer
import Testing

@testable import GatewayService

@Suite struct AccountLimitsTests {
    private let limits = AccountLimits(rate: 100, serverRate: 1000)
    private let start = ContinuousClock.now

    private func account(_ id: PlayerID, isServerUser: Bool) -> Account {
        Account(
            playerID: id, username: id.rawValue, isServerUser: isServerUser, isOperator: false,
            createdAt: Timestamp(milliseconds: 0))
    }

    @Test("A match server may ask for all of its matches as often as its players may ask together")
    func servers() async throws {
        let server = account("server", isServerUser: true)
        // Thirty short matches a second, as the bench plays them, cost seven requests each.
        for request in 0..<2000 { try await limits.take(server, at: start + .milliseconds(request * 4)) }
    }

    @Test("Each account has a bound: a player's, and a higher one for a server")
    func bounds() async throws {
        for (id, isServerUser, burst) in [("player", false, 200), ("other", false, 200), ("server", true, 2000)] {
            let account = account(PlayerID(rawValue: id), isServerUser: isServerUser)
            for _ in 0..<burst { try await limits.take(account, at: start) }
            let problem = await #expect(throws: Problem.self) { try await limits.take(account, at: start) }
            #expect(problem?.status == .tooManyRequests)
            #expect(problem?.headers["Retry-After"] == "1")
        }
    }
}
