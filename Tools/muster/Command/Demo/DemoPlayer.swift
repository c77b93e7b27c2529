import API
import APIClient
import Contracts
import Threads

/// Somebody whom a demo signs in, and who is removed afterwards.
struct DemoPlayer: Sendable {
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    static let patience = Duration.seconds(20)

    /// What is shown.
    let name: String
    let username: String
    let client: GatewayClient
    private let password: String

    /// Lets these do something, and removes them whatever comes of it.
    static func with(
        _ names: [String], gateway: String, _ body: ([DemoPlayer]) async throws -> Void
    ) async throws {
        var players: [DemoPlayer] = []
        let result: Result<Void, any Error>
        do {
            for name in names { players.append(try await signIn(name, gateway: gateway)) }
            result = .success(try await body(players))
        } catch {
            result = .failure(error)
        }
        for player in players {
            do { try await player.client.deleteUser(password: player.password) } catch {
                Output.complaint("\(player.username) is not removed: \(error)")
            }
        }
        try result.get()
    }

    private static func signIn(_ name: String, gateway: String) async throws -> DemoPlayer {
        var random = SystemRandomNumberGenerator()
        let username = "\(name)-\(RandomText.base32(length: 8, using: &random))"
        let password = RandomText.base32(length: 24, using: &random)
        var client = GatewayClient(gateway)
        try await client.signIn(username: username, password: password)
        return DemoPlayer(name: name, username: username, client: client, password: password)
    }

    /// The state once it is of this kind.
    @discardableResult
    func state(_ kind: PlayerState.Kind) async throws -> StateBody {
        let end = ContinuousClock.now + Self.patience
        var state = try await client.state()
        while state.type != kind.rawValue {
            guard ContinuousClock.now < end else {
                throw Failed(description: "\(username) is \(state.type), not \(kind)")
            }
            state = try await client.state(wait: .seconds(5), since: state.revision)
        }
        return state
    }

    func enqueue(_ mode: String) async throws { try await client.enqueue(LookForMatchBody(modes: [mode])) }

    /// Accepts the match that is found.
    func accept() async throws {
        try await state(.matchFound)
        try await client.answer(AnswerMatchBody(accept: true))
    }

    func show(_ text: String, _ terminal: Terminal) { Output.line("  \(terminal.styled(name, .cyan))  \(text)") }
}
