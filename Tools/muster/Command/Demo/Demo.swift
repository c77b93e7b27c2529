import Contracts
import Load
import Logging
import Threads

/// The main job, shown: bots play real matches, and the recorded results scroll by as the broker tells them.
struct Demo {
    let plan: LoadPlan
    let amqpURL: String
    /// Where clients are told to meet their host.
    let signalling: String
    let terminal: Terminal

    /// True when nothing was lost.
    func run() async throws -> Bool {
        var logger = Logger(label: "demo")
        logger.logLevel = .error
        let ledger = MatchLedger()
        let watch = try ResultWatch(url: amqpURL, logger: logger)
        let terminal = terminal
        let begin = ContinuousClock.now
        // Beside the bots, until everything that they played has been heard of.
        let watching = Task {
            try await watch.run { match in
                guard ledger.matches[match.matchID] != nil else { return }
                Output.line(Self.line(for: match, after: .now - begin, terminal))
            }
        }
        defer { watching.cancel() }
        try await watch.watching(within: .seconds(10))
        let outcome = try await LoadRun(plan, ledger: ledger, logger: logger).run(
            hooks: { _ in .unhurried }, step: { Output.line(terminal.styled(Self.text(of: $0), .dim)) })
        let missing = try await missingResults(ledger, watch)
        watch.stop()
        try await watching.value
        Output.line("\n" + table(ledger, watch.results).text + "\n")
        Output.line(terminal.styled("a party of two plays two others:", .dim))
        let apart = await PartyDemo(gateway: plan.gateway, serverKey: plan.serverKey, terminal: terminal).run()
        Output.line(terminal.styled("\na place of a running match is filled:", .dim))
        let unfilled = await BackfillDemo(gateway: plan.gateway, serverKey: plan.serverKey, terminal: terminal).run()
        Output.line(terminal.styled("\ntwo peers meet without a match server (seed 001):", .dim))
        let unmet = await PeerDemo(gateway: plan.gateway, terminal: terminal).run()
        Output.line(terminal.styled("\na client plays on a streaming host (seed 002):", .dim))
        let unserved = await StreamingDemo(gateway: plan.gateway, signalling: signalling, terminal: terminal).run()
        Output.line("")
        let losses = outcome.stuck + missing + apart + unfilled + unmet + unserved
        for loss in losses { Output.line(terminal.styled("lost: \(loss)", .red)) }
        if ledger.completedCount == 0 { Output.line(terminal.styled("no match was played", .red)) }
        let isWell = losses.isEmpty && ledger.completedCount > 0
        if isWell {
            let rate = (Double(ledger.completedCount) / outcome.elapsed.inSeconds).fixed(1)
            let verdict = "Every match that was played was recorded: \(rate) matches a second."
            Output.line(terminal.styled(verdict, .green))
        }
        return isWell
    }

    private static func line(for match: MatchRecord, after time: Duration, _ terminal: Terminal) -> String {
        let clock = (time.inSeconds.fixed(1) + " s")
        let mode = match.mode.rawValue
        return [
            terminal.styled(String(repeating: " ", count: max(0, 7 - clock.count)) + clock, .dim),
            terminal.styled(mode + String(repeating: " ", count: max(0, 6 - mode.count)), .cyan),
            ResultLine(match: match).text, terminal.styled(match.matchID.rawValue, .dim),
        ].joined(separator: "  ")
    }

    private static func text(of step: LoadRun.Step) -> String {
        switch step {
        case .signingIn(let bots, let servers):
            "\(bots) bots sign in, \(servers) match server\(servers == 1 ? "" : "s") go on offer …"
        case .playing: "they look for matches, accept and play; recorded results, as events from RabbitMQ:"
        case .finishing: "no more matches; those under way are played to their end …"
        case .cleaningUp: "bots leave, match servers are revoked …"
        }
    }

    /// Matches that were played and whose result hasn't come within five seconds, and matches that never ended.
    private func missingResults(_ ledger: MatchLedger, _ watch: ResultWatch) async throws -> [String] {
        func unheard() -> [MatchID] {
            let results = watch.results
            return ledger.matches.filter { !$0.value.completed.isEmpty && results[$0.key] == nil }.map(\.key)
        }
        let limit = ContinuousClock.now + .seconds(5)
        while !unheard().isEmpty, ContinuousClock.now < limit { try await Task.sleep(for: .milliseconds(20)) }
        let unended = ledger.matches.filter { !$0.value.played.isEmpty && $0.value.completed.isEmpty }
        return unheard().sorted().map { "the result of match \($0) was not heard of" }
            + unended.keys.sorted().map { "match \($0) was played, but its result doesn't count" }
    }

    private func table(_ ledger: MatchLedger, _ results: [MatchID: MatchRecord]) -> TextTable {
        var table = TextTable(header: ["mode", "matches", "results recorded", "median to found", "p99 to found"])
        let matches = ledger.matches.filter { !$0.value.completed.isEmpty }
        func row(_ name: String, _ entries: [MatchID: MatchLedger.Entry]) -> [String] {
            let times = Samples(entries.values.compactMap(\.timeToFind))
            let shown = [times.median, times.p99].map { $0.map { $0.inMilliseconds.fixed(1) + " ms" } ?? "–" }
            return [name, "\(entries.count)", "\(entries.keys.count { results[$0] != nil })"] + shown
        }
        for group in plan.groups {
            table.rows.append(row(group.mode, matches.filter { $0.value.mode.rawValue == group.mode }))
        }
        if plan.groups.count > 1 { table.rows.append(row("all", matches)) }
        return table
    }
}
