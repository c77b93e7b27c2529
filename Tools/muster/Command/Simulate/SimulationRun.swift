import Contracts
import FoundationEssentials
import ModesCore
import RuleSetsCore
import Simulation

/// `muster simulate`, from files to the bytes of the output.
struct SimulationRun {
    /// The run can't be done, in words for whoever started it.
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    let modeFile: String
    let ticketFile: String
    let seed: UInt64

    /// One match a line, then the summary. Throws `Failed`, naming file and line or path.
    func output() throws -> Data {
        let mode = try readMode()
        let lines: [TicketLines.Numbered]
        do {
            lines = try TicketLines.read(try contents(of: ticketFile))
        } catch let fault as TicketLines.Fault {
            throw Failed(description: "\(ticketFile): \(fault)")
        }
        if let fault = MatchSimulation.fault(in: lines, mode) { throw Failed(description: "\(ticketFile): \(fault)") }
        var simulation = MatchSimulation(mode: mode, tickets: lines.map(\.ticket), seed: seed)
        let (matches, summary) = simulation.run()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var output = Data()
        for match in matches {
            output.append(try encoder.encode(match))
            output.append(UInt8(ascii: "\n"))
        }
        output.append(try encoder.encode(["summary": summary]))
        output.append(UInt8(ascii: "\n"))
        return output
    }

    private func readMode() throws -> Mode {
        do {
            return try ModeReader.mode(from: try contents(of: modeFile))
        } catch let faults as JSONFaults {
            throw Failed(description: faults.faults.map { "\(modeFile): \($0)" }.joined(separator: "\n"))
        }
    }

    private func contents(of path: String) throws -> Data {
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw Failed(description: "\(path): can't be read")
        }
    }
}
