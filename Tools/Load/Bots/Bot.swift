import API
import APIClient
import Contracts
import Duel
import Logging
import Threads

/// A player without a person: signs in, and then asks for match after match, accepts, plays over the match socket, and
/// waits for the end of each.
///
/// One task drives it (`play`); it learns its states over the gateway's WebSocket, which it opens again when it closes.
public final class Bot: Sendable {
    /// What a bot hears.
    enum Input: Sendable {
        case state(StateBody, at: ContinuousClock.Instant)
        /// A request to be queued is due again.
        case enqueueAgain(afterSeconds: Int)
        /// The gate has opened.
        case gateOpened
        case stop
    }

    /// Where somebody looks on, or makes a bot wait.
    public struct Hooks: Sendable {
        /// A bot as slow as a quick person: takes a moment for each throw, and a breath between matches.
        public static let unhurried = Hooks(
            gate: { try await Task.sleep(for: .milliseconds(Int.random(in: 200...1200))) },
            player: DuelPlayer { _ in
                try await Task.sleep(for: .milliseconds(Int.random(in: 50...250)))
                return Throw.allCases.randomElement() ?? .rock
            })

        /// What each request to be queued waits for.
        public var gate: (@Sendable () async throws -> Void)?
        public var stateSeen: @Sendable (StateBody) -> Void
        /// Who plays the bot's matches.
        public var player: DuelPlayer

        public init(
            gate: (@Sendable () async throws -> Void)? = nil,
            stateSeen: @escaping @Sendable (StateBody) -> Void = { _ in }, player: DuelPlayer = .random
        ) {
            self.gate = gate
            self.player = player
            self.stateSeen = stateSeen
        }
    }

    public let username: String
    let password: String
    public let modes: [String]
    let ledger: MatchLedger
    let logger: Logger
    let gateway: GatewayClient
    let playerID: PlayerID
    let hooks: Hooks

    private init(
        username: String, password: String, modes: [String], ledger: MatchLedger, logger: Logger,
        gateway: GatewayClient, playerID: PlayerID, hooks: Hooks
    ) {
        self.username = username
        self.password = password
        self.modes = modes
        self.ledger = ledger
        self.logger = logger
        self.gateway = gateway
        self.playerID = playerID
        self.hooks = hooks
    }

    /// Registers and signs in.
    public static func signIn(
        _ gateway: GatewayClient, username: String, password: String, modes: [String], ledger: MatchLedger,
        logger: Logger, hooks: Hooks = Hooks()
    ) async throws(GatewayError) -> Bot {
        var gateway = gateway
        let session = try await gateway.signIn(username: username, password: password)
        return Bot(
            username: username, password: password, modes: modes, ledger: ledger, logger: logger, gateway: gateway,
            playerID: session.playerId, hooks: hooks)
    }

    /// Leaves the queue and deletes the user: nothing of the bot is left but its results.
    public func vanish() async throws(GatewayError) {
        do {
            try await gateway.leaveQueue()
        } catch {
            // In a match that goes on without it; the user is deleted all the same.
            guard error.status == 409 else { throw error }
        }
        try await gateway.deleteUser(password: password)
    }
}
