import Contracts
import RuleSetsCore

/// What is wrong with a mode file, and what is odd about it.
public struct ModeLint: Sendable, Hashable {
    /// For which it can't be used.
    public var faults: [JSONFault]
    /// None of which keeps it from being used. Looked for in files without faults.
    public var warnings: [JSONFault]

    /// Looks at a mode file, or at a rule set that stands by itself.
    public init(_ file: some Collection<UInt8>) {
        faults = []
        warnings = []
        do {
            let value = try JSONFile.value(file)
            if value["ruleSet"] == nil, value["mode"] == nil, Self.isRuleSet(value) {
                let ruleSet = try RuleSetReader.ruleSet(from: value, path: "$")
                warnings = RuleSetLint.warnings(of: ruleSet, path: "$")
            } else {
                warnings = Self.warnings(of: try ModeReader.mode(from: value))
            }
        } catch {
            faults = error.faults
        }
    }

    /// Whether it has any of what only a rule set has.
    private static func isRuleSet(_ value: JSONValue) -> Bool {
        ["ruleLanguageVersion", "teams", "rules", "playerAttributes"].contains { value[$0] != nil }
    }

    /// What is odd about a mode.
    public static func warnings(of mode: Mode) -> [JSONFault] {
        var warnings = RuleSetLint.warnings(of: mode.ruleSet, path: "$.ruleSet")
        for (index, expansion) in mode.ruleSet.expansions.enumerated() {
            for (number, step) in expansion.steps.enumerated()
            where .seconds(step.waitTimeSeconds) >= mode.requestTimeout {
                warnings.append(
                    JSONFault(
                        "$.ruleSet.expansions[\(index)].steps[\(number)].waitTimeSeconds",
                        "is never reached: tickets search for \(mode.requestTimeout.components.seconds) s only"))
            }
        }
        return warnings
    }
}
