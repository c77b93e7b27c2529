import Contracts
import RuleSetsCore

/// Reads mode files: JSON objects `{mode, group?, acceptanceRequired?, acceptanceTimeoutSeconds?, requestTimeoutSeconds?,
/// placement?, backfill?, ruleSet}`, where `ruleSet` is a FlexMatch rule set.
///
/// What isn't honoured yet is a fault, never ignored: a studio must not believe in a rule that nobody keeps.
public enum ModeReader {
    /// The mode that a file holds. Throws all that is wrong with it.
    public static func mode(from file: some Collection<UInt8>) throws(JSONFaults) -> Mode {
        try mode(from: JSONFile.value(file))
    }

    static func mode(from value: JSONValue) throws(JSONFaults) -> Mode {
        var reader = ObjectReader(value, path: "$")
        let name = reader.requiredString("mode")
        if !name.isEmpty, !isName(name) { reader.fault("mode", "is not 1–64 characters of A–Z, a–z, 0–9, _ and -") }
        let group = reader.string("group") ?? Mode.defaultGroup
        let acceptanceRequired = reader.bool("acceptanceRequired", default: true)
        let acceptance = reader.integer("acceptanceTimeoutSeconds", in: 1...600, default: 15)
        let request = reader.integer("requestTimeoutSeconds", in: 1...43_200, default: 600)
        let placement = placement(&reader)
        let backfill = reader.bool("backfill", default: false)
        let ruleSet = ruleSet(&reader)
        reader.refuseTheRest { "'\($0)' is not a member of a mode file" }
        guard reader.faults.isEmpty, let ruleSet else { throw JSONFaults(reader.faults) }
        return Mode(
            name: ModeName(name), group: group, acceptanceRequired: acceptanceRequired,
            acceptanceTimeout: .seconds(acceptance), requestTimeout: .seconds(request), placement: placement,
            backfill: backfill, ruleSet: ruleSet)
    }

    private static func placement(_ reader: inout ObjectReader) -> Mode.Placement {
        guard let text = reader.string("placement") else { return .server }
        guard let placement = Mode.Placement(rawValue: text) else {
            reader.fault("placement", "is none of \(Mode.Placement.allCases.map(\.rawValue).joined(separator: ", "))")
            return .server
        }
        return placement
    }

    private static func ruleSet(_ reader: inout ObjectReader) -> RuleSet? {
        guard let value = reader.value("ruleSet") else {
            reader.fault("ruleSet", "is missing")
            return nil
        }
        do {
            return try RuleSetReader.ruleSet(from: value, path: "$.ruleSet")
        } catch {
            reader.take(error.faults)
            return nil
        }
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 64
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
                    || byte == 45
            }
    }
}
