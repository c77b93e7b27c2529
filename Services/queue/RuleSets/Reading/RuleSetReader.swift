import Contracts

/// Reads and checks FlexMatch rule sets. What it gives is whole: every name in it is declared, every expression has the
/// type that its rule asks for, every expansion fits its target at each of its steps.
public enum RuleSetReader {
    /// The rule set that a file holds. Throws all that is wrong with it.
    public static func ruleSet(from file: some Collection<UInt8>) throws(JSONFaults) -> RuleSet {
        try ruleSet(from: JSONFile.value(file), path: "$")
    }

    /// The rule set that a JSON value holds; `path` is where the value stands. Throws all that is wrong with it.
    public static func ruleSet(from value: JSONValue, path: String) throws(JSONFaults) -> RuleSet {
        var reader = ObjectReader(value, path: path)
        let ruleSet = ruleSet(&reader)
        guard reader.faults.isEmpty else { throw JSONFaults(reader.faults) }
        return ruleSet
    }

    private static func ruleSet(_ reader: inout ObjectReader) -> RuleSet {
        let name: String? = if case .string("") = reader.value("name") { nil } else { reader.string("name") }
        switch reader.value("ruleLanguageVersion") {
        case .string("1.0"): break
        case nil: reader.fault("ruleLanguageVersion", "is missing; it is \"1.0\"")
        default: reader.fault("ruleLanguageVersion", "is not \"1.0\"")
        }
        var ruleSet = RuleSet(name: name, teams: teams(&reader))
        ruleSet.playerAttributes = attributes(&reader)
        ruleSet.algorithm = algorithm(&reader, of: ruleSet)
        ruleSet.rules = rules(&reader, of: ruleSet)
        ruleSet.expansions = expansions(&reader, of: ruleSet)
        // What expansions make of something that was read wrongly would only repeat its faults.
        if reader.faults.isEmpty { checkStages(&reader, of: ruleSet) }
        reader.refuseTheRest { "'\($0)' is not a member of a rule set" }
        return ruleSet
    }
}

// MARK: - Teams and attributes

extension RuleSetReader {
    private static func teams(_ reader: inout ObjectReader) -> [RuleSet.Team] {
        if !reader.has("teams") { reader.fault("teams", "is missing") }
        var teams: [RuleSet.Team] = []
        for (index, element) in reader.array("teams", atMost: RuleSetLimits.teams).enumerated() {
            var team = ObjectReader(element, path: "\(reader.path).teams[\(index)]")
            teams.append(self.team(&team))
            reader.take(team.faults)
        }
        if teams.isEmpty, !reader.hasFault(in: "teams") { reader.fault("teams", "has no team") }
        if RuleSet(teams: teams).maxPlayers > RuleSetLimits.largestMatch {
            reader.fault("teams", "has more than \(RuleSetLimits.largestMatch) players")
        } else {
            let names = Set(teams.map(\.name))
            let factions = teams.flatMap(\.factions)
            if names.count < teams.count || Set(factions).count < factions.count {
                reader.fault("teams", "has two sides of one name")
            } else if teams.contains(where: { $0.quantity > 1 && !names.isDisjoint(with: $0.factions) }) {
                reader.fault("teams", "has a team with the name of another one's side")
            }
        }
        return teams
    }

    private static func team(_ reader: inout ObjectReader) -> RuleSet.Team {
        let limit = Int64(RuleSetLimits.largestMatch)
        let name = reader.requiredName("name", without: "[],*")
        let most = reader.integer("maxPlayers", in: 1...limit, default: nil)
        let fewest = reader.integer("minPlayers", in: 0...limit, default: nil)
        let quantity = reader.integer("quantity", in: 1...limit, default: 1)
        if fewest > most { reader.fault("minPlayers", "is more than maxPlayers") }
        reader.refuseTheRest { "'\($0)' is not a member of a team" }
        return RuleSet.Team(name: name, minPlayers: Int(fewest), maxPlayers: Int(most), quantity: Int(quantity))
    }

    private static func attributes(_ reader: inout ObjectReader) -> [PlayerAttribute] {
        var attributes: [PlayerAttribute] = []
        for (index, element) in reader.array("playerAttributes", atMost: RuleSetLimits.playerAttributes).enumerated() {
            var attribute = ObjectReader(element, path: "\(reader.path).playerAttributes[\(index)]")
            let read = self.attribute(&attribute)
            if attributes.contains(where: { $0.name == read.name }) {
                attribute.fault("name", "is the name of two attributes")
            }
            attributes.append(read)
            reader.take(attribute.faults)
        }
        return attributes
    }

    private static func attribute(_ reader: inout ObjectReader) -> PlayerAttribute {
        let name = reader.requiredName("name", without: "[],")
        if !reader.has("type") { reader.fault("type", "is missing") }
        let type: AttributeType? = reader.word("type")
        if name == PlayerAttribute.rating.name, let type, type != PlayerAttribute.rating.type {
            reader.fault("type", "is not number, which the rating is")
        }
        var value: AttributeValue?
        if let json = reader.value("default"), let type {
            value = AttributeValue(json, as: type)
            if value == nil { reader.fault("default", "is not a \(type.rawValue) within the limits") }
        }
        reader.refuseTheRest { "'\($0)' is not a member of an attribute" }
        return PlayerAttribute(name: name, type: type ?? .number, defaultValue: value)
    }
}

extension ObjectReader {
    /// A name, which must be there, within the limit of length and without what would part it in an expression.
    mutating func requiredName(_ member: String, without refused: String) -> String {
        let name = requiredString(member)
        if name.utf8.count > RuleSetLimits.nameBytes {
            fault(member, "is longer than \(RuleSetLimits.nameBytes) bytes")
        }
        if name.contains(where: { refused.contains($0) || $0.isNewline }) {
            fault(member, "has one of the characters \(refused) or a line's end")
        }
        if name.first?.isWhitespace == true || name.last?.isWhitespace == true {
            fault(member, "begins or ends with space")
        }
        return name
    }
}
