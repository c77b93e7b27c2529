import Contracts
import ModesCore
import Simulation

/// What `muster simulate --report` tells: of one set of rules, or of two beside one another.
struct SimulationReport {
    let names: [String]
    let figures: [SimulationFigures]
    let plan: SimulationPlan
    let skillName: String
    let seed: UInt64

    /// - Parameter runs: of the same tickets; at least one.
    init(runs: [SimulationRun.Played], plan: SimulationPlan) {
        self.plan = plan
        seed = plan.seed
        let skillName = plan.invocation.options["--skill-name"] ?? runs[0].mode.ruleSet.skillAttribute.name
        self.skillName = skillName
        names =
            runs.count == 1
            ? [runs[0].mode.name.rawValue]
            : zip(["A", "B"], runs).map { "\($0): \($1.mode.name)" }
        let tickets = runs[0].tickets
        let start = tickets.map(\.at).min() ?? 0
        let lastMatch = runs.compactMap { $0.matches.last?.at }.max() ?? start
        let timeline = Timeline(
            from: plan.ticketFile == nil ? 0 : start, to: max(tickets.map(\.at).max() ?? start, lastMatch))
        let brackets = Brackets(of: skillName, in: tickets)
        figures = runs.map {
            SimulationFigures(
                tickets: $0.tickets, events: $0.events, matches: $0.matches, summary: $0.summary,
                attribute: skillName, timeline: timeline, brackets: brackets)
        }
    }

    /// The rows of the summary, one value a run.
    var summary: [(name: String, values: [String])] {
        func row(_ name: String, _ value: (SimulationFigures) -> String) -> (name: String, values: [String]) {
            (name, figures.map(value))
        }
        func spread(_ measure: SimulationFigures.Measure, _ value: @escaping (Spread) -> Double) -> (
            (SimulationFigures) -> String
        ) {
            { $0[measure].all.map { value($0).brief } ?? "–" }
        }
        return [
            row("tickets") { "\($0.summary.tickets)" }, row("players") { "\($0.summary.players)" },
            row("matches") { "\($0.summary.matches)" }, row("tickets matched") { "\($0.summary.matched)" },
            row("tickets whose time was over") { "\($0.summary.expired)" },
            row("tickets given up") { "\($0.summary.cancelled)" },
            row("tickets left out, since a player searched already") { "\($0.summary.overlapping)" },
            row("wait, median, s") { $0.summary.waitSeconds?.p50.brief ?? "–" },
            row("wait, 90 %, s") { $0.summary.waitSeconds?.p90.brief ?? "–" },
            row("wait, 99 %, s") { $0.summary.waitSeconds?.p99.brief ?? "–" },
            row("\(skillName) apart in a match, median", spread(.skillDifference) { $0.p50 }),
            row("\(skillName) apart in a match, 90 %", spread(.skillDifference) { $0.p90 }),
            row("sides apart in mean \(skillName), median", spread(.teamBalance) { $0.p50 }),
            row("sides apart in mean \(skillName), 90 %", spread(.teamBalance) { $0.p90 }),
            row("latency, median, ms", spread(.latency) { $0.p50 }),
            row("latency, 90 %, ms", spread(.latency) { $0.p90 }),
        ]
    }

    /// For a terminal.
    var table: String {
        TextTable(header: [""] + names, rows: summary.map { [$0.name] + $0.values }).text
    }

    /// The brackets, as axes name them.
    var bracketLabels: [String] {
        let bounds = figures[0].brackets.bounds.map(\.brief)
        guard let first = bounds.first, let last = bounds.last else { return ["all"] }
        return ["< \(first)"] + zip(bounds, bounds.dropFirst()).map { "\($0)–\($1)" } + ["≥ \(last)"]
    }
}
