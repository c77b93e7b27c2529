import AMQP
import Contracts
import Messaging
import TestKit
import Testing
import Threads

@testable import GatewayService

/// What a gateway makes of auth's answers.
@Suite("Sessions on a gateway, live", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct SessionKeeperTests {
    private static let token = "a-token-of-more-than-twenty-letters"

    /// Runs with an auth that answers every check as `reply` says.
    private func withAuth(
        _ reply: Locked<CheckSession.Reply>, _ body: @escaping @Sendable (SessionKeeper) async throws -> Void
    ) async throws {
        try await TestVirtualHost.with { host in
            var handlers = RPCHandlers()
            handlers.handle(CheckSession.self) { _ in reply.withLock { $0 } }
            let (rpc, auth) = (
                RPCClient(host.configuration), RPCServer(host.configuration, service: .auth, handlers: handlers)
            )
            try await withServices([rpc, auth]) {
                try await rpc.connected(within: .seconds(60))
                try await auth.connected(within: .seconds(60))
                try await body(SessionKeeper(rpc: rpc, deadline: .seconds(5)))
            }
        }
    }

    @Test("A session that auth can't look up is neither dead nor alive: that is 503, whatever the reason is called")
    func unavailable() async throws {
        for code in [Refusal.Code.unavailable, Refusal.Code(rawValue: "newer")] {
            try await withAuth(Locked(.refused(Refusal(code, "accounts can't be reached right now")))) { sessions in
                let refusal = await #expect(throws: Refusal.self) { try await sessions.session(token: Self.token) }
                #expect(refusal?.code == .unavailable)
            }
        }
    }

    @Test("A session of which auth says that it is dead is dead")
    func dead() async throws {
        try await withAuth(Locked(.refused(Refusal(.badCredentials, "the session has ended")))) { sessions in
            let session = try await sessions.session(token: Self.token)
            #expect(session == nil)
        }
    }
}
