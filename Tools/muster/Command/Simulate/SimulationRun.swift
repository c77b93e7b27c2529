import Contracts
import FoundationEssentials
import MatchmakerCore
import ModesCore
import RuleSetsCore
import Simulation

/// `muster simulate`, from files to the bytes of its output.
struct SimulationRun {
    /// The run can't be done, in words for whoever started it.
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// One set of rules, and what came of it.
    struct Played {
        let modeFile: String
        let mode: Mode
        let matches: [SimulatedMatch]
        let summary: SimulationSummary
        let tickets: [RecordedTicket]
        let events: [TicketEvent]
    }

    struct Outcome {
        let output: Data
        let report: Data
        /// The summaries, for reading.
        let table: String
        /// How well waits would have been told under the first rules.
        let waits: String
    }

    let plan: SimulationPlan

    init(_ plan: SimulationPlan) { self.plan = plan }

    /// Throws `Failed`, naming file and line or path, and `UsageError`.
    func outcome() throws -> Outcome {
        let files = [plan.modeFile] + (plan.otherModeFile.map { [$0] } ?? [])
        let modes = try files.map { try readMode($0) }
        let tickets = try tickets(for: modes)
        var bar = ProgressBar(total: tickets.count * modes.count, unit: "tickets")
        defer { bar.finish() }
        var gone = 0
        var runs: [Played] = []
        for (file, mode) in zip(files, modes) {
            var simulation = MatchSimulation(mode: mode, tickets: tickets, seed: plan.seed)
            var events: [TicketEvent] = []
            let (matches, summary) = simulation.run { event in
                events.append(event)
                guard event.kind != .arrived else { return }
                gone += 1
                bar.show(gone)
            }
            runs.append(
                Played(
                    modeFile: file, mode: mode, matches: matches, summary: summary, tickets: simulation.tickets,
                    events: events))
        }
        let report = SimulationReport(runs: runs, plan: plan)
        return Outcome(
            output: try Self.lines(runs[0]), report: Data(report.page.utf8), table: report.table,
            waits: plan.tellsWaits ? waits(runs[0]) : "")
    }

    private func waits(_ run: Played) -> String {
        var trial = WaitTrial(mode: run.mode, tickets: run.tickets)
        for event in run.events { trial.take(event, of: run.tickets[event.ticket]) }
        return WaitTable(
            trial: trial, from: run.tickets.map(\.at).min() ?? 0, to: run.tickets.map(\.at).max() ?? 0
        ).text
    }

    /// Those of the first mode, for all.
    private func tickets(for modes: [Mode]) throws -> [RecordedTicket] {
        guard let file = plan.ticketFile else {
            var crowd = Crowd(plan: try CrowdOptions(plan.invocation).plan(for: modes), seed: plan.seed)
            let tickets = crowd.tickets()
            guard !tickets.isEmpty else { throw Failed(description: "nobody came: let more come, or for longer") }
            return tickets
        }
        let lines: [TicketLines.Numbered]
        do {
            lines = try TicketLines.read(try Self.contents(of: file))
        } catch let fault as TicketLines.Fault {
            throw Failed(description: "\(file): \(fault)")
        }
        var chosen = lines.filter { $0.ticket.modes?.contains(modes[0].name) ?? true }
        // The other rules are for the same players, under whatever name.
        for index in chosen.indices { chosen[index].ticket.modes = nil }
        for mode in modes {
            if let fault = MatchSimulation.fault(in: chosen, mode) { throw Failed(description: "\(file): \(fault)") }
        }
        return chosen.map(\.ticket)
    }

    /// One match a line, then the summary.
    private static func lines(_ run: Played) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var output = Data()
        for match in run.matches {
            output.append(try encoder.encode(match))
            output.append(UInt8(ascii: "\n"))
        }
        output.append(try encoder.encode(["summary": run.summary]))
        output.append(UInt8(ascii: "\n"))
        return output
    }

    private func readMode(_ file: String) throws -> Mode {
        do {
            return try ModeReader.mode(from: try Self.contents(of: file))
        } catch let faults as JSONFaults {
            throw Failed(description: faults.faults.map { "\(file): \($0)" }.joined(separator: "\n"))
        }
    }

    private static func contents(of path: String) throws -> Data {
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw Failed(description: "\(path): can't be read")
        }
    }

    static func write(_ output: Data, to path: String) throws {
        do {
            try output.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Failed(description: "\(path): can't be written")
        }
    }
}
