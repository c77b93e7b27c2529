import Contracts
import MatchingCore
import RuleSetsCore

/// Rule sets and tickets by chance: small numbers and few words, so that rules hold about as often as not.
struct RandomRuleSets {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    static let maps = ["sand", "snow", "city"]
    static let roles = ["tank", "healer", "scout"]
    static let regions = ["eu", "us", "asia"]

    /// Checked by the reader: what isn't a rule set is thrown away.
    mutating func ruleSet() -> RuleSet {
        while true {
            do {
                return try RuleSetReader.ruleSet(from: json(), path: "$")
            } catch {
                continue  // another one will be right
            }
        }
    }

    private mutating func json() -> JSONValue {
        let teams = teams()
        let rules = rules(teams)
        var object: [String: JSONValue] = [
            "ruleLanguageVersion": "1.0", "teams": .array(teams.map(\.json)),
            "playerAttributes": [
                ["name": "skill", "type": "number"], ["name": "level", "type": "number", "default": 2],
                ["name": "map", "type": "string", "default": "sand"],
                ["name": "roles", "type": "string_list", "default": ["scout"]],
                ["name": "maps", "type": "string_list", "default": ["sand", "snow"]],
                ["name": "ranks", "type": "string_number_map", "default": ["a": 1, "b": 2]],
            ], "rules": .array(rules),
        ]
        var algorithm: [String: JSONValue] = [
            "strategy": "exhaustiveSearch", "expansionAgeSelection": pick(["newest", "oldest"]),
        ]
        if chance(5) {
            algorithm["batchingPreference"] = "sorted"
            algorithm["sortByAttributes"] = pick([["skill"], ["map", "level"]])
        }
        if chance(8) {
            algorithm = [
                "strategy": "balanced", "balancedAttribute": "skill",
                "expansionAgeSelection": pick(["newest", "oldest"]),
                "batchingPreference": pick(["largestPopulation", "fastestRegion"]),
            ]
        }
        object["algorithm"] = .object(algorithm)
        let expansions = expansions(rules, teams)
        if !expansions.isEmpty { object["expansions"] = .array(expansions) }
        return .object(object)
    }

    // MARK: Teams

    private struct Team {
        var name: String
        var least: Int
        var most: Int
        var quantity: Int
        var json: JSONValue {
            [
                "name": .string(name), "minPlayers": .integer(Int64(least)), "maxPlayers": .integer(Int64(most)),
                "quantity": .integer(Int64(quantity)),
            ]
        }
    }

    private mutating func teams() -> [Team] {
        let shapes: [[(Int, Int, Int)]] = [
            [(1, 1, 1), (1, 1, 1)], [(1, 1, 2)], [(2, 2, 1), (2, 2, 1)], [(2, 2, 2)], [(1, 2, 2)],
            [(1, 3, 1), (1, 1, 1)],
            [(2, 3, 1), (1, 2, 1)], [(1, 1, 3)], [(3, 4, 1)], [(2, 2, 3)],
        ]
        return pick(shapes).enumerated().map { index, shape in
            Team(name: ["red", "blue"][index], least: shape.0, most: shape.1, quantity: shape.2)
        }
    }

    // MARK: Rules

    private mutating func rules(_ teams: [Team]) -> [JSONValue] {
        var rules: [JSONValue] = []
        for index in 0..<Int.random(in: 0...4, using: &random) {
            var rule = rule(teams)
            rule["name"] = .string("r\(index)")
            rules.append(.object(rule))
        }
        if rules.count > 1, chance(5) {
            let operand = { (index: Int) in "r\(index)" }
            let last = rules.count - 1
            let statement: String = pick([
                "or(\(operand(0)), \(operand(last)))", "and(\(operand(0)), \(operand(last)))",
                "xor(\(operand(0)), \(operand(last)))", "not(\(operand(0)))",
                "and(\(operand(last)), not(\(operand(0))))",
            ])
            rules.append(["name": "both", "type": "compound", "statement": .string(statement)])
        }
        return rules
    }

    private mutating func rule(_ teams: [Team]) -> [String: JSONValue] {
        let all = "teams[*].players.attributes"
        let team: String = pick(teams.map(\.name) + ["*"])
        let some = "teams[\(team)].players.attributes"
        let number: String = pick(["skill", "level"])
        let aggregation: JSONValue = pick(["min", "max", "avg"])
        switch Int.random(in: 0..<18, using: &random) {
        case 0:
            return [
                "type": "distance", "measurements": [.string("\(some)[\(number)]")],
                "referenceValue": .string("avg(flatten(\(all)[\(number)]))"), "maxDistance": distance(),
                "partyAggregation": aggregation,
            ]
        case 1:
            return [
                "type": "distance", "measurements": [.string("avg(\(all)[\(number)])")],
                "referenceValue": .string("avg(flatten(\(all)[\(number)]))"), "maxDistance": distance(),
            ]
        case 2:
            return [
                "type": "distance", "measurements": [.string("max(flatten(\(all)[\(number)]))")],
                "referenceValue": .string("\(pick(["min", "avg", "median"]))(flatten(\(all)[\(number)]))"),
                "maxDistance": distance(), "partyAggregation": aggregation,
            ]
        case 3:
            return [
                "type": "distance", "measurements": [.string("\(some)[\(number)]")], "referenceValue": distance(),
                "maxDistance": distance(), "minDistance": 0,
            ]
        case 4:
            return [
                "type": "distance", "measurements": [.string("flatten(\(all)[\(number)])")],
                "referenceValue": .string("flatten(\(all)[\(number)])"), "maxDistance": distance(),
            ]
        case 5: return ["type": "batchDistance", "batchAttribute": .string(number), "maxDistance": distance()]
        case 6: return ["type": "batchDistance", "batchAttribute": "map"]
        case 7:
            return [
                "type": "comparison", "measurements": [.string("\(some)[\(number)]")], "referenceValue": distance(),
                "operation": pick(["<", "<=", ">", ">=", "!="]), "partyAggregation": aggregation,
            ]
        case 8:
            return [
                "type": "comparison", "measurements": [.string("\(some)[map]")],
                "referenceValue": .string(pick(Self.maps)), "operation": pick(["=", "!="]),
            ]
        case 9:
            return [
                "type": "comparison", "measurements": [.string("\(pick(["", "flatten"]))(\(all)[map])".ungrouped)],
                "operation": pick(["=", "!="]),
            ]
        case 10:
            return [
                "type": "comparison", "measurements": [.string("flatten(\(all)[\(number)])")],
                "operation": pick(["=", "!="]),
            ]
        case 11:
            return [
                "type": "comparison", "measurements": [.string("stddev(flatten(\(all)[\(number)]))")],
                "referenceValue": distance(), "operation": "<=",
            ]
        case 12:
            return [
                "type": "comparison",
                "measurements": [.string("count(teams[\(teams[0].name)].players)".single(teams[0].quantity))],
                "referenceValue": .string(
                    "count(teams[\(teams[teams.count - 1].name)].players)".single(teams[teams.count - 1].quantity)),
                "operation": pick(["=", "<=", ">="]),
            ]
        case 13:
            return [
                "type": "collection", "operation": "intersection",
                "measurements": [.string("\(pick(["flatten", ""]))(\(all)[maps])".ungrouped)], "minCount": 1,
                "partyAggregation": pick(["union", "intersection"]),
            ]
        case 14:
            return [
                "type": "collection", "operation": "contains",
                "measurements": [.string("\(pick(["flatten", ""]))(\(some)[\(pick(["roles", "map"]))])".ungrouped)],
                "referenceValue": .string(pick(["healer", "scout", "sand"])), "minCount": pick([1, 2]),
            ]
        case 15:
            return [
                "type": "collection", "operation": "reference_intersection_count",
                "measurements": [.string("\(pick(["flatten", "set_intersection"]))(\(all)[maps])")],
                "referenceValue": ["sand", "snow"], "minCount": pick([0, 1]), "maxCount": pick([1, 2]),
            ]
        case 16:
            var rule: [String: JSONValue] = ["type": "latency", "partyAggregation": aggregation]
            if chance(2) { rule["maxLatency"] = pick([60, 90, 120]) }
            if rule["maxLatency"] == nil || chance(3) {
                rule["maxDistance"] = pick([20, 50])
                rule["distanceReference"] = pick(["min", "avg"])
            }
            return rule
        default:
            let isMap = chance(3)
            var rule: [String: JSONValue] = [
                "type": pick(["distanceSort", "absoluteSort"]), "sortDirection": pick(["ascending", "descending"]),
                "sortAttribute": isMap ? "ranks" : .string(number), "partyAggregation": aggregation,
            ]
            if isMap { rule["mapKey"] = pick(["minValue", "maxValue"]) }
            return rule
        }
    }

    private mutating func distance() -> JSONValue { .integer(Int64.random(in: 0...4, using: &random)) }

    private mutating func expansions(_ rules: [JSONValue], _ teams: [Team]) -> [JSONValue] {
        var expansions: [JSONValue] = []
        for rule in rules {
            for property in ["maxDistance", "maxLatency", "minCount", "referenceValue"] {
                guard let value = rule[property]?.double, chance(3), let name = rule["name"] else { continue }
                let change = property == "minCount" ? -1.0 : property == "maxLatency" ? 60 : 2
                expansions.append([
                    "target": .string("rules[\(name.string ?? "")].\(property)"),
                    "steps": [
                        ["waitTimeSeconds": 5, "value": .number(value + change)],
                        ["waitTimeSeconds": 12, "value": .number(value + 2 * change)],
                    ],
                ])
            }
        }
        if teams[0].least > 1, chance(3) {
            expansions.append([
                "target": .string("teams[\(teams[0].name)].minPlayers"),
                "steps": [["waitTimeSeconds": 8, "value": .integer(Int64(teams[0].least - 1))]],
            ])
        }
        return expansions
    }

    // MARK: Tickets

    mutating func entry(_ id: String, size: Int, at time: Timestamp, mode: ModeName) -> SearchEntry {
        SearchEntry(
            ticketID: TicketID(id), players: (0..<size).map { player("\(id).\($0)") }, enqueuedAt: time, modes: [mode])
    }

    private mutating func player(_ id: String) -> TicketPlayer {
        var attributes: [String: JSONValue] = ["skill": .integer(Int64.random(in: 0...9, using: &random))]
        if chance(60) { attributes["skill"] = nil }
        if !chance(4) { attributes["level"] = .integer(Int64.random(in: 0...4, using: &random)) }
        if !chance(4) { attributes["map"] = .string(pick(Self.maps)) }
        if !chance(4) { attributes["roles"] = .array(some(Self.roles)) }
        if !chance(4) { attributes["maps"] = .array(some(Self.maps)) }
        if !chance(4) {
            attributes["ranks"] = [
                "a": .integer(Int64.random(in: 0...4, using: &random)),
                "b": .integer(Int64.random(in: 0...4, using: &random)),
            ]
        }
        var latencies: [String: Double] = [:]
        for region in Self.regions where !chance(5) {
            latencies[region] = Double(Int.random(in: 2...20, using: &random) * 10)
        }
        return TicketPlayer(playerID: PlayerID(id), username: id, attributes: attributes, latencies: latencies)
    }

    private mutating func some(_ words: [String]) -> [JSONValue] {
        words.shuffled(using: &random).prefix(Int.random(in: 1...words.count, using: &random)).map { .string($0) }
    }

    // MARK: Chance

    /// One time in so many.
    mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }
}

extension String {
    /// A function that was left out leaves brackets behind.
    fileprivate var ungrouped: String { hasPrefix("(") ? String(dropFirst().dropLast()) : self }

    /// The first side of a team that has several.
    fileprivate func single(_ quantity: Int) -> String {
        quantity == 1 ? self : replacing("].players", with: "_1].players")
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByIntegerLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(uniqueKeysWithValues: elements))
    }
    public init(integerLiteral value: Int64) { self = .integer(value) }
}
