import Contracts
import FoundationEssentials
import ModesCore
import Simulation

extension Command {
    static let simulate: Command = Command(
        words: ["simulate"],
        options: [
            .init(name: "--mode", value: "FILE", help: "the mode file"),
            .init(name: "--tickets", value: "FILE", help: "recorded tickets, JSON, one a line"),
            .init(name: "--out", value: "FILE", help: "where the matches go, one a line, and then the summary"),
            .init(name: "--seed", value: "N", help: "decides what is left to chance (1)"),
        ],
        summary: "runs the matching of the service over recorded tickets, in virtual time",
        run: { invocation in
            guard let modeFile = invocation.options["--mode"], let ticketFile = invocation.options["--tickets"],
                let out = invocation.options["--out"]
            else { throw UsageError("usage: \(Command.simulate.usage)\nall but --seed are needed") }
            let seed = try invocation.number("--seed", in: 0...Int.max) ?? 1
            let output = try SimulationRun(modeFile: modeFile, ticketFile: ticketFile, seed: UInt64(seed)).output()
            do {
                try output.write(to: URL(filePath: out), options: .atomic)
            } catch {
                throw SimulationRun.Failed(description: "\(out): can't be written")
            }
            return 0
        })
}
