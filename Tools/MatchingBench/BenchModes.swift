import Contracts
import ModesCore
import RuleSetsCore

/// The modes that are measured, as mode files would have them.
enum BenchModes {
    static let duel = mode(
        "duel", teams: [("red", 1), ("blue", 1)], attributes: [], rules: [], expansions: [])

    /// Near in rating, wider with time; of one playlist.
    static let rankedDuel = ranked(BenchCrowd.attributes)
    static let ratedDuel = ranked([skill, .object(["name": .string("playlist"), "type": .string("string")])])

    private static func ranked(_ attributes: [JSONValue]) -> Mode {
        mode(
            "ranked", teams: [("red", 1), ("blue", 1)], attributes: attributes,
            rules: [
                [
                    "name": .string("near"), "type": .string("distance"),
                    "measurements": .array([.string("flatten(teams[*].players.attributes[skill])")]),
                    "referenceValue": .string("avg(flatten(teams[*].players.attributes[skill]))"),
                    "maxDistance": .integer(10),
                ],
                ["name": .string("playlist"), "type": .string("batchDistance"), "batchAttribute": .string("playlist")],
            ],
            expansions: [expansion("rules[near].maxDistance", [(5, 25), (15, 50), (30, 100)])])
    }

    private static let skill: JSONValue = .object(["name": .string("skill"), "type": .string("number")])
    private static let nearestFirst: [String: JSONValue] = [
        "name": .string("nearest"), "type": .string("distanceSort"), "sortAttribute": .string("skill"),
        "sortDirection": .string("ascending"),
    ]

    /// Anybody, the nearest preferred.
    static let openDuel = mode(
        "open", teams: [("red", 1), ("blue", 1)], attributes: [skill], rules: [nearestFirst], expansions: [])

    static let nearDistance = 150.0

    /// Only those near in skill, the nearest preferred.
    static let nearDuel = mode(
        "near", teams: [("red", 1), ("blue", 1)], attributes: [skill],
        rules: [
            [
                "name": .string("near"), "type": .string("batchDistance"), "batchAttribute": .string("skill"),
                "maxDistance": .number(nearDistance),
            ], nearestFirst,
        ], expansions: [])

    /// Rules look at all that players bring.
    static let everything = mode(
        "everything", teams: [("red", 1), ("blue", 1)], attributes: BenchCrowd.attributes,
        rules: [
            ["name": .string("playlist"), "type": .string("batchDistance"), "batchAttribute": .string("playlist")],
            ["name": .string("platform"), "type": .string("batchDistance"), "batchAttribute": .string("platform")],
            [
                "name": .string("skill"), "type": .string("batchDistance"), "batchAttribute": .string("skill"),
                "maxDistance": .integer(100),
            ],
            [
                "name": .string("level"), "type": .string("batchDistance"), "batchAttribute": .string("level"),
                "maxDistance": .integer(20),
            ],
            [
                "name": .string("maps"), "type": .string("collection"), "operation": .string("intersection"),
                "measurements": .array([.string("flatten(teams[*].players.attributes[maps])")]),
                "minCount": .integer(1),
            ],
            ["name": .string("ping"), "type": .string("latency"), "maxLatency": .integer(120)],
        ], expansions: [expansion("rules[skill].maxDistance", [(10, 200)])])

    /// Parties, even teams, a region that suits all, wider with time; of one playlist.
    static let fiveAgainstFive = mode(
        "five", teams: [("red", 5), ("blue", 5)], attributes: BenchCrowd.attributes,
        rules: [
            ["name": .string("playlist"), "type": .string("batchDistance"), "batchAttribute": .string("playlist")],
            [
                "name": .string("near"), "type": .string("batchDistance"), "batchAttribute": .string("skill"),
                "maxDistance": .integer(200),
            ],
            [
                "name": .string("even"), "type": .string("distance"),
                "measurements": .array([.string("avg(teams[*].players.attributes[skill])")]),
                "referenceValue": .string("avg(flatten(teams[*].players.attributes[skill]))"),
                "maxDistance": .integer(15),
            ],
            ["name": .string("ping"), "type": .string("latency"), "maxLatency": .integer(60)],
        ],
        expansions: [
            expansion("rules[near].maxDistance", [(15, 300), (30, 400)]),
            expansion("rules[even].maxDistance", [(30, 30)]),
            expansion("rules[ping].maxLatency", [(10, 90), (20, 120)]),
        ])

    private static func mode(
        _ name: ModeName, teams: [(String, Int64)], attributes: [JSONValue], rules: [[String: JSONValue]],
        expansions: [JSONValue]
    ) -> Mode {
        let ruleSet: [String: JSONValue] = [
            "ruleLanguageVersion": .string("1.0"), "playerAttributes": .array(attributes),
            "teams": .array(
                teams.map {
                    .object(["name": .string($0.0), "minPlayers": .integer($0.1), "maxPlayers": .integer($0.1)])
                }),
            "rules": .array(rules.map { .object($0) }), "expansions": .array(expansions),
        ]
        do {
            return Mode(name: name, ruleSet: try RuleSetReader.ruleSet(from: .object(ruleSet), path: "$"))
        } catch {
            preconditionFailure("the bench's own rule set is wrong: \(error)")
        }
    }

    private static func expansion(_ target: String, _ steps: [(Int64, Int64)]) -> JSONValue {
        .object([
            "target": .string(target),
            "steps": .array(
                steps.map { .object(["waitTimeSeconds": .integer($0.0), "value": .integer($0.1)]) }),
        ])
    }
}
