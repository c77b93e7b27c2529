import FoundationEssentials
import ModesCore
import RuleSetsCore

extension Command {
    /// `muster modes lint`
    static let modesLint = Command(
        words: ["modes", "lint"], arguments: [Argument(name: "FILE")],
        options: [
            Option(name: "--json", value: nil, help: "print one JSON object {file, faults, warnings}"),
            Option(name: "--strict", value: nil, help: "let warnings count as faults"),
        ],
        summary: "Says what is wrong with a mode file or a rule set, and warns of rules that can never hold. "
            + "Exit codes: 0 nothing, 1 faults, 2 not understood or not readable.",
        usageExitCode: 2,
        run: { invocation in
            let name = invocation.arguments[0]
            let file: Data
            do {
                file = try Data(contentsOf: URL(filePath: name))
            } catch {
                Output.complaint("\(name) can't be read")
                return 2
            }
            let lint = ModeLint(file)
            Output.line(
                invocation.has("--json")
                    ? try ModeLintReport(file: name, lint).json : ModeLintReport(file: name, lint).text)
            return lint.faults.isEmpty && (lint.warnings.isEmpty || !invocation.has("--strict")) ? 0 : 1
        })
}

/// What `muster modes lint` prints.
struct ModeLintReport: Codable, Sendable, Hashable {
    struct Finding: Codable, Sendable, Hashable {
        var path: String
        var message: String

        init(_ fault: JSONFault) {
            path = fault.path
            message = fault.message
        }
    }

    var file: String
    var faults: [Finding]
    var warnings: [Finding]

    init(file: String, _ lint: ModeLint) {
        self.file = file
        faults = lint.faults.map(Finding.init)
        warnings = lint.warnings.map(Finding.init)
    }

    /// A line for each finding, and one that counts them.
    var text: String {
        let lines =
            faults.map { "\(file): fault: \($0.path): \($0.message)" }
            + warnings.map { "\(file): warning: \($0.path): \($0.message)" }
        return (lines + ["\(file): \(faults.count) faults, \(warnings.count) warnings"]).joined(separator: "\n")
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
