import Load

extension BenchCase {
    /// Many bots, each asking again as soon as its match is over.
    static let closedLoop = BenchCase(
        name: "closed-loop", summary: "64 players, each asking again at once: matches a second",
        run: { target in
            var plan = LoadPlan(
                gateway: target.gateway, serverKey: target.serverKey, groups: [.init(mode: "duel", bots: 64)])
            plan.servers = 2
            plan.slots = 24
            plan.time = .seconds(10)
            let ledger = MatchLedger()
            let outcome = try await LoadRun(plan, ledger: ledger, logger: Self.quiet).run()
            try Self.check(outcome, ledger)
            let rate = Double(ledger.completedCount) / outcome.elapsed.inSeconds
            return [
                Measurement(name: "closed-loop.matches", value: rate, unit: "matches/s"),
                Self.milliseconds("closed-loop.found", ledger.timesToFind),
                Self.milliseconds("closed-loop.result", ledger.wholeWays),
            ]
        })
}
