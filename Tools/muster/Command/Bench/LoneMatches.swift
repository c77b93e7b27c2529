import API
import APIClient
import Contracts
import Load
import Logging
import Threads

extension BenchCase {
    /// Two bots alone, match after match: the second asks when the first is known to be looking.
    static let loneMatches = BenchCase(
        name: "lone-match", summary: "two players alone: from the second's enqueue to both knowing, and to the result",
        run: { target in
            var plan = LoadPlan(
                gateway: target.gateway, serverKey: target.serverKey, groups: [.init(mode: "duel", bots: 2)])
            plan.time = .seconds(20)
            plan.matches = 200
            let ledger = MatchLedger()
            let gate = Gate()
            let outcome = try await LoadRun(plan, ledger: ledger, logger: Self.quiet).run(hooks: { bot in
                bot == 0
                    ? Bot.Hooks(stateSeen: { state in gate.firstIs(state) })
                    : Bot.Hooks(gate: { await gate.pass() })
            })
            try Self.check(outcome, ledger)
            let health = try await Self.healthRoundTrips(target)
            let found = ledger.timesToFind
            let whole = ledger.wholeWays
            return [
                Self.milliseconds("lone-match.found", found)
                    .compared(with: health.median?.inMilliseconds, "GET /healthz, round trip"),
                Self.milliseconds("lone-match.result", whole)
                    .compared(with: health.median?.inMilliseconds, "GET /healthz, round trip"),
            ]
        })

    static var quiet: Logger {
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        return logger
    }

    static func milliseconds(_ name: String, _ samples: Samples) -> Measurement {
        let median = samples.median?.inMilliseconds ?? 0
        return Measurement(
            name: name, value: median, unit: "ms", p50: median, p99: samples.p99?.inMilliseconds)
    }

    static func check(_ outcome: LoadOutcome, _ ledger: MatchLedger) throws {
        if let first = outcome.stuck.first {
            throw BenchFailure(description: "\(outcome.stuck.count) bots were stuck; the first: \(first)")
        }
        guard ledger.completedCount > 0 else { throw BenchFailure(description: "no match was played") }
    }

    /// One after another over one connection: what HTTP alone costs here.
    private static func healthRoundTrips(_ target: BenchTarget) async throws -> Samples {
        let client = GatewayClient(target.gateway)
        var samples = Samples()
        for index in 0..<220 {
            let begin = ContinuousClock.now
            _ = try await client.exchange(.get, "/healthz")
            // The first ones open the connection and warm up.
            if index >= 20 { samples.add(.now - begin) }
        }
        return samples
    }
}

/// Lets the second bot ask once for each ticket of the first.
private final class Gate: Sendable {
    private let lastTicket = Locked<TicketID?>(nil)
    private let tickets: AsyncStream<TicketID>
    private let feed: AsyncStream<TicketID>.Continuation

    init() { (tickets, feed) = AsyncStream.makeStream() }

    func firstIs(_ state: StateBody) {
        guard state.type == PlayerState.Kind.lookingForMatch.rawValue, let ticket = state.ticketId else { return }
        let isNew = lastTicket.withLock { last in
            defer { last = ticket }
            return last != ticket
        }
        if isNew { feed.yield(ticket) }
    }

    func pass() async {
        var iterator = tickets.makeAsyncIterator()
        _ = await iterator.next()
    }
}
