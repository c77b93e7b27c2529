import API
import APIClient
import Contracts
import Testing

/// A user of a test, signed in.
struct User {
    let name: String
    let password: String
    let id: PlayerID
    var client: GatewayClient
}

extension TestStack {
    nonisolated func anonymous() -> GatewayClient { GatewayClient(gatewayURL) }

    nonisolated static func newName(_ kind: String = "user") -> String {
        var random = SystemRandomNumberGenerator()
        return "\(kind)-\(RandomText.base32(length: 10, using: &random))"
    }

    /// Registers a new player and signs in.
    nonisolated func player() async throws -> User { try await user(Self.newName("player"), serverKey: nil) }

    /// Registers a new server user and signs in.
    nonisolated func server() async throws -> User { try await user(Self.newName("server"), serverKey: serverKey) }

    /// Makes an operator by the command and signs in.
    nonisolated func `operator`() async throws -> User {
        let name = Self.newName("operator")
        let password = "a long test password"
        try await command("muster", ["operator", "create", name], input: password + "\n")
        var client = anonymous()
        let session = try await client.logIn(username: name, password: password)
        return User(name: name, password: password, id: session.playerId, client: client)
    }

    private nonisolated func user(_ name: String, serverKey: String?) async throws -> User {
        let password = "a long test password"
        var client = anonymous()
        let session = try await client.signIn(username: name, password: password, serverKey: serverKey)
        return User(name: name, password: password, id: session.playerId, client: client)
    }
}

extension User {
    /// Asks for a match; leaves any that is open before.
    func enqueue(_ mode: String = "duel") async throws -> StateBody {
        try await client.enqueue(LookForMatchBody(modes: [mode]))
    }

    /// The state once it is of this kind; long polls until then.
    func state(_ kind: PlayerState.Kind, within limit: Duration = .seconds(30)) async throws -> StateBody {
        let end = ContinuousClock.now + limit
        var state = try await client.state()
        while state.type != kind.rawValue {
            guard ContinuousClock.now < end else {
                throw TestStack.Failed(description: "\(name) is \(state.type), not \(kind) within \(limit)")
            }
            state = try await client.state(wait: .seconds(2), since: state.revision)
        }
        return state
    }

    func accept() async throws { try await client.answer(AnswerMatchBody(accept: true)) }
}
