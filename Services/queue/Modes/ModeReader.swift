import Contracts
import FoundationEssentials

/// Reads mode files: JSON objects `{mode, group?, acceptanceRequired?, acceptanceTimeoutSeconds?, requestTimeoutSeconds?,
/// placement?, backfill?, ruleSet}`, where `ruleSet` is a FlexMatch rule set.
///
/// What isn't honoured yet is a fault, never ignored: a studio must not believe in a rule that nobody keeps.
public enum ModeReader {
    /// The most players that a match may have, as in FlexMatch.
    public static let largestMatch = 200

    /// The mode that a file holds. Throws all that is wrong with it.
    public static func mode(from file: Data) throws(ModeFaults) -> Mode {
        guard String(validating: file, as: UTF8.self) != nil else {
            throw ModeFaults([ModeFault("$", "is not UTF-8")])
        }
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: file)
        } catch {
            throw ModeFaults([ModeFault("$", "is not JSON")])
        }
        return try mode(from: value)
    }

    static func mode(from value: JSONValue) throws(ModeFaults) -> Mode {
        var reader = ObjectReader(value, path: "$")
        let name = reader.requiredString("mode")
        if !name.isEmpty, !isName(name) { reader.fault("mode", "is not 1–64 characters of A–Z, a–z, 0–9, _ and -") }
        let group = reader.string("group") ?? Mode.defaultGroup
        let acceptanceRequired = reader.bool("acceptanceRequired", default: true)
        let acceptance = reader.integer("acceptanceTimeoutSeconds", in: 1...600, default: 15)
        let request = reader.integer("requestTimeoutSeconds", in: 1...43_200, default: 600)
        let placement = placement(&reader)
        if reader.bool("backfill", default: false) { reader.fault("backfill", notHonoured("backfill")) }
        var rules = ObjectReader(reader.value("ruleSet") ?? .null, path: "$.ruleSet")
        let ruleSet = ruleSet(&rules)
        reader.take(rules.faults)
        reader.refuseTheRest { "'\($0)' is not a member of a mode file" }
        guard reader.faults.isEmpty else { throw ModeFaults(reader.faults) }
        return Mode(
            name: ModeName(name), group: group, acceptanceRequired: acceptanceRequired,
            acceptanceTimeout: .seconds(acceptance), requestTimeout: .seconds(request), placement: placement,
            ruleSet: ruleSet)
    }

    private static func placement(_ reader: inout ObjectReader) -> Mode.Placement {
        guard let text = reader.string("placement") else { return .server }
        guard let placement = Mode.Placement(rawValue: text) else {
            reader.fault("placement", "is none of \(Mode.Placement.allCases.map(\.rawValue).joined(separator: ", "))")
            return .server
        }
        if placement != .server { reader.fault("placement", notHonoured("'\(text)'")) }
        return placement
    }

    private static func ruleSet(_ reader: inout ObjectReader) -> RuleSet {
        let name = reader.string("name")
        if reader.requiredString("ruleLanguageVersion") != "1.0" {
            reader.fault("ruleLanguageVersion", "is not \"1.0\"")
        }
        var teams: [RuleSet.Team] = []
        for (index, element) in reader.array("teams").enumerated() {
            var team = ObjectReader(element, path: "$.ruleSet.teams[\(index)]")
            teams.append(self.team(&team))
            reader.take(team.faults)
        }
        if teams.isEmpty { reader.fault("teams", "has no team") }
        let ruleSet = RuleSet(name: name, teams: teams)
        if ruleSet.maxPlayers > largestMatch { reader.fault("teams", "has more than \(largestMatch) players") }
        let factions = ruleSet.sides.map(\.faction)
        if Set(factions).count < factions.count { reader.fault("teams", "has two sides of one name") }
        reader.refuseTheRest { notHonoured("'\($0)'") }
        return ruleSet
    }

    private static func team(_ reader: inout ObjectReader) -> RuleSet.Team {
        let limit = Int64(largestMatch)
        let name = reader.requiredString("name")
        let most = reader.integer("maxPlayers", in: 1...limit, default: nil)
        let fewest = reader.integer("minPlayers", in: 1...limit, default: nil)
        let quantity = reader.integer("quantity", in: 1...limit, default: 1)
        if fewest > most { reader.fault("minPlayers", "is more than maxPlayers") }
        reader.refuseTheRest { "'\($0)' is not a member of a team" }
        return RuleSet.Team(name: name, minPlayers: Int(fewest), maxPlayers: Int(most), quantity: Int(quantity))
    }

    private static func notHonoured(_ what: String) -> String { "\(what) is not honoured by this version" }

    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 64
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
                    || byte == 45
            }
    }
}
