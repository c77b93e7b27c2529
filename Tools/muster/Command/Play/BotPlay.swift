import Load
import Logging
import Threads

/// Bots that play until they are stopped or have played enough.
struct BotPlay {
    let plan: LoadPlan
    let hooks: Bot.Hooks
    let terminal: Terminal

    /// True when no bot failed.
    func run() async throws -> Bool {
        var logger = Logger(label: "play")
        logger.logLevel = .warning
        let ledger = MatchLedger()
        let counting = Task {
            // Until cancelled, once a second.
            var shown = 0
            while !Task.isCancelled {
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
                let count = ledger.completedCount
                if count != shown { Output.line("\(count) matches complete, the last second brought \(count - shown)") }
                shown = count
            }
        }
        defer { counting.cancel() }
        Output.line("\(plan.bots) bots play; Ctrl-C stops them")
        let outcome = try await LoadRun(plan, ledger: ledger, logger: logger).run(hooks: { _ in hooks })
        for stuck in outcome.stuck { Output.line(terminal.styled("stuck: \(stuck)", .red)) }
        Output.line("\(ledger.completedCount) matches complete")
        return outcome.stuck.isEmpty
    }
}
