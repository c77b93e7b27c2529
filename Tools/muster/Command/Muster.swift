import Contracts
import FoundationEssentials

/// The `muster` command.
public enum Muster {
    static let table = CommandTable(commands: [
        .play, .peer, .demo, .bench, .simulate, .topologyApply, .topologyCheck, .operatorCreate, .modesLint,
        .resultsTail, .resultsReplay, .resultsExport, .deadList, .deadShow, .deadRetry, .deadDrop,
        .seasonStart, .resultsCalibration,
    ])

    /// Carries a command line out. Exit codes: 0 done, 1 not done, 64 not understood (or the
    /// command's own code for that).
    public static func run(_ arguments: [String]) async -> Int32 {
        do {
            switch try table.read(Array(arguments.dropFirst()), environment: ProcessInfo.processInfo.environment) {
            case .help(let text):
                Output.line(text)
                return 0
            case .run(let command, let invocation): return try await command.run(invocation)
            }
        } catch let error as UsageError {
            Output.complaint("\(error)")
            return error.exitCode
        } catch let refusal as Refusal where refusal.code == .invalid {
            Output.complaint("\(refusal)")
            return 64
        } catch {
            Output.complaint("\(error)")
            return 1
        }
    }
}
