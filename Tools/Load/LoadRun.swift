import APIClient
import Contracts
import Duel
import HTTPClient
import Logging
import Threads

/// Bots that play real matches on real match servers: signs them in, lets them play, and removes every trace of them.
public actor LoadRun {
    public enum Step: Sendable {
        case signingIn(bots: Int, servers: Int)
        case playing
        case finishing
        case cleaningUp
    }

    private let plan: LoadPlan
    private let ledger: MatchLedger
    private let logger: Logger
    private let gateway: GatewayClient
    /// Sets the names of this run apart.
    private let name: String
    private var bots: [Bot] = []
    private var servers: [RunningServer] = []
    private let stop = OneShot<Void>()

    public init(_ plan: LoadPlan, ledger: MatchLedger, logger: Logger) {
        self.plan = plan
        self.ledger = ledger
        self.logger = logger
        gateway = GatewayClient(plan.gateway, timeout: .seconds(15), http: WebClient())
        var random = SystemRandomNumberGenerator()
        name = RandomText.base32(length: 6, using: &random)
    }

    /// Runs the plan; cancellation ends it early. Whatever happens, bots and servers are gone afterwards. Throws when they can't begin; what goes wrong
    /// with a bot later is in the outcome.
    ///
    /// - Parameter hooks: of each bot, by its number.
    public func run(
        hooks: @Sendable (Int) -> Bot.Hooks = { _ in Bot.Hooks() }, step: @Sendable (Step) -> Void = { _ in }
    ) async throws -> LoadOutcome {
        do {
            step(.signingIn(bots: plan.bots, servers: plan.serverKey == nil ? 0 : plan.servers))
            try await startServers()
            try await signIn(hooks)
        } catch {
            await removeTraces()
            throw error
        }
        step(.playing)
        let outcome = await play(step)
        step(.cleaningUp)
        await removeTraces()
        return outcome
    }

    /// On a task of its own: a run that is cancelled must be cleaned up all the same.
    private func removeTraces() async { await Task { await self.cleanUp() }.value }

    private func startServers() async throws {
        guard let serverKey = plan.serverKey else { return }
        for number in 0..<plan.servers {
            var configuration = DuelServerConfiguration(
                gateway: plan.gateway, serverKey: serverKey, username: "server\(number + 1)-\(name)",
                password: Self.password())
            configuration.ports = Array(repeating: 0, count: plan.slots)
            configuration.temporary = true
            servers.append(RunningServer(configuration, logger: logger))
        }
        for server in servers { try await server.offered.value(within: .seconds(15)) }
    }

    private func signIn(_ hooks: (Int) -> Bot.Hooks) async throws {
        let names = BotNames(run: name)
        let modes = plan.groups.flatMap { group in Array(repeating: group.mode, count: group.bots) }
        try await withThrowingTaskGroup(of: Bot.self) { group in
            for (index, mode) in modes.enumerated() {
                // Eight at a time: each costs auth two password hashes.
                if index >= 8, let bot = try await group.next() { bots.append(bot) }
                let hooks = hooks(index)
                group.addTask { [gateway, ledger, logger] in
                    try await Bot.signIn(
                        gateway, username: names.name(index), password: Self.password(), modes: [mode], ledger: ledger,
                        logger: logger, hooks: hooks)
                }
            }
            for try await bot in group { bots.append(bot) }
        }
    }

    private static func password() -> String {
        var random = SystemRandomNumberGenerator()
        return RandomText.base32(length: 24, using: &random)
    }

    /// Cancellation is answered as the end of the time: bots stop asking, and what has begun is played on.
    private func play(_ step: @Sendable (Step) -> Void) async -> LoadOutcome {
        let begin = ContinuousClock.now
        let playing = bots.map { bot in
            // Waited for below, with a limit that a task group can't have.
            Task { try await bot.play(matches: nil, stop: stop) }
        }
        await untilEnough(since: begin)
        let elapsed = ContinuousClock.now - begin
        step(.finishing)
        stop.succeed(())
        let limit = Task {
            // Cancelled when all have finished before.
            do { try await Task.sleep(for: plan.drainLimit) } catch { return }
            for task in playing { task.cancel() }
        }
        var stuck: [String] = []
        for (bot, task) in zip(bots, playing) {
            switch await task.result {
            case .success: break
            case .failure(is CancellationError): stuck.append("\(bot.username): not done in time")
            case .failure(let error): stuck.append("\(bot.username): \(error)")
            }
        }
        limit.cancel()
        return LoadOutcome(elapsed: elapsed, stuck: stuck)
    }

    /// Until time is up, enough matches are complete, or the run is cancelled.
    private func untilEnough(since begin: ContinuousClock.Instant) async {
        while ContinuousClock.now - begin < plan.time, ledger.completedCount < plan.matches ?? .max {
            do { try await Task.sleep(for: .milliseconds(20)) } catch { return }  // cancelled
        }
    }

    private func cleanUp() async {
        await withDiscardingTaskGroup { group in
            for bot in bots {
                group.addTask { [logger] in
                    do {
                        try await bot.vanish()
                    } catch {
                        logger.warning(
                            "bot not removed", metadata: ["bot.name": "\(bot.username)", "error": "\(error)"])
                    }
                }
            }
        }
        bots = []
        for server in servers { server.server.stop() }
        for server in servers { await server.ended() }
        servers = []
    }
}
