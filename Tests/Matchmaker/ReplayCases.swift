import ModesCore
import Simulation
import Testing

/// Modes and who plays them.
struct ReplayCase: Sendable, CustomTestStringConvertible {
    let mode: Mode
    var crowd: CrowdPlan

    var testDescription: String { "\(mode.name), \(crowd.rates[0].ticketsPerSecond) tickets a second" }

    /// One against one, near in skill and wider with time.
    static let ranked = ReplayCase(
        """
        {"mode": "ranked", "requestTimeoutSeconds": 240, "ruleSet": {"ruleLanguageVersion": "1.0",
          "playerAttributes": [{"name": "skill", "type": "number"}],
          "teams": [{"name": "red", "minPlayers": 1, "maxPlayers": 1}, {"name": "blue", "minPlayers": 1, "maxPlayers": 1}],
          "rules": [{"name": "near", "type": "batchDistance", "batchAttribute": "skill", "maxDistance": 10}],
          "expansions": [{"target": "rules[near].maxDistance", "steps": [{"waitTimeSeconds": 20, "value": 25},
            {"waitTimeSeconds": 60, "value": 50}, {"waitTimeSeconds": 120, "value": 120}]}]}}
        """, tickets: 0.5)

    /// The same in regions.
    static let regions = ReplayCase(
        """
        {"mode": "regions", "requestTimeoutSeconds": 240, "ruleSet": {"ruleLanguageVersion": "1.0",
          "playerAttributes": [{"name": "skill", "type": "number"}],
          "teams": [{"name": "red", "minPlayers": 1, "maxPlayers": 1}, {"name": "blue", "minPlayers": 1, "maxPlayers": 1}],
          "rules": [{"name": "near", "type": "distance", "measurements": ["flatten(teams[*].players.attributes[skill])"],
              "referenceValue": "avg(flatten(teams[*].players.attributes[skill]))", "maxDistance": 40},
            {"name": "ping", "type": "latency", "maxLatency": 40}],
          "expansions": [{"target": "rules[near].maxDistance", "steps": [{"waitTimeSeconds": 40, "value": 100}]},
            {"target": "rules[ping].maxLatency", "steps": [{"waitTimeSeconds": 30, "value": 80},
              {"waitTimeSeconds": 90, "value": 150}]}]}}
        """, tickets: 0.4, regions: [("eu", 4), ("us", 2), ("asia", 1)])

    /// Five against five with parties, near and even.
    static let five = ReplayCase(
        """
        {"mode": "five", "requestTimeoutSeconds": 300, "ruleSet": {"ruleLanguageVersion": "1.0",
          "playerAttributes": [{"name": "skill", "type": "number"}],
          "teams": [{"name": "red", "minPlayers": 5, "maxPlayers": 5}, {"name": "blue", "minPlayers": 5, "maxPlayers": 5}],
          "rules": [{"name": "near", "type": "batchDistance", "batchAttribute": "skill", "maxDistance": 150},
            {"name": "even", "type": "distance", "measurements": ["avg(teams[*].players.attributes[skill])"],
              "referenceValue": "avg(flatten(teams[*].players.attributes[skill]))", "maxDistance": 30},
            {"name": "ping", "type": "latency", "maxLatency": 60}],
          "expansions": [{"target": "rules[near].maxDistance", "steps": [{"waitTimeSeconds": 30, "value": 250},
              {"waitTimeSeconds": 90, "value": 400}]},
            {"target": "rules[ping].maxLatency", "steps": [{"waitTimeSeconds": 45, "value": 120}]}]}}
        """, tickets: 0.6, parties: [(1, 6), (2, 3), (3, 1)], regions: [("eu", 2), ("us", 1)])

    /// Three against three with a healer on each side, on a map that all like, above a level.
    static let raid = ReplayCase(
        """
        {"mode": "raid", "requestTimeoutSeconds": 300, "ruleSet": {"ruleLanguageVersion": "1.0",
          "playerAttributes": [{"name": "skill", "type": "number"}, {"name": "level", "type": "number"},
            {"name": "role", "type": "string"}, {"name": "maps", "type": "string_list"}],
          "teams": [{"name": "red", "minPlayers": 3, "maxPlayers": 3}, {"name": "blue", "minPlayers": 3, "maxPlayers": 3}],
          "rules": [{"name": "grown", "type": "comparison", "operation": ">=",
              "measurements": ["flatten(teams[*].players.attributes[level])"], "referenceValue": 10},
            {"name": "healer", "type": "collection", "operation": "contains", "referenceValue": "healer",
              "measurements": ["teams[*].players.attributes[role]"], "minCount": 1},
            {"name": "map", "type": "collection", "operation": "intersection",
              "measurements": ["flatten(teams[*].players.attributes[maps])"], "minCount": 1},
            {"name": "near", "type": "batchDistance", "batchAttribute": "skill", "maxDistance": 300}],
          "expansions": [{"target": "rules[near].maxDistance", "steps": [{"waitTimeSeconds": 45, "value": 600}]}]}}
        """, tickets: 0.5,
        attributes: [
            "level": .number(.uniform(low: 5, high: 60)),
            "role": .text(Weighted([(value: "fighter", weight: 7), (value: "healer", weight: 1)])!),
            "maps": .texts(
                Weighted([(value: "sand", weight: 3), (value: "snow", weight: 2), (value: "sea", weight: 1)])!),
        ])

    /// So many that only the nearest are looked at.
    static let crowded: ReplayCase = {
        var one = five
        one.crowd.rates = [.init(from: 0, ticketsPerSecond: 12)]
        one.crowd.duration = 90
        one.crowd.skill = .uniform(low: 0, high: 60_000)
        return one
    }()

    static let all = [ranked, regions, five, raid]

    private init(
        _ file: String, tickets rate: Double, parties: [(Int, Double)] = [(1, 1)], regions: [(String, Double)] = [],
        attributes: [String: CrowdPlan.Attribute] = [:]
    ) {
        do {
            mode = try ModeReader.mode(from: Array(file.utf8))
        } catch {
            preconditionFailure("a mode of the test is wrong: \(error)")
        }
        crowd = CrowdPlan(
            rates: [.init(from: 0, ticketsPerSecond: rate)], duration: 900,
            skill: .normal(mean: 1500, deviation: 350), skillAttribute: "skill",
            partySizes: Weighted(parties.map { (value: $0.0, weight: $0.1) })!,
            regions: Weighted(regions.map { (value: $0.0, weight: $0.1) }), attributes: attributes)
    }
}
