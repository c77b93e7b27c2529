import RuleSetsCore
import Testing

@Suite struct RuleSetReaderTests {
    @Test("a rule set with all of the language is read")
    func everything() throws {
        let ruleSet = try RuleSetReader.ruleSet(from: Examples.everything.utf8)
        #expect(
            ruleSet.rules.map(\.kind) == [
                .distance, .comparison, .comparison, .collection, .collection, .collection, .latency, .batchDistance,
                .absoluteSort, .distanceSort, .compound,
            ])
        #expect(ruleSet.sides.map(\.faction) == ["crew_1", "crew_2", "watch"])
        #expect(ruleSet.attribute("tools")?.defaultValue == .stringList(["rope"]))
        #expect(ruleSet.algorithm.sortByAttributes == ["ground", "wins"])
        #expect(ruleSet.algorithm.expansionAgeSelection == .oldest)
        guard case .distance(let rule) = try #require(ruleSet.rule("even crews")) else {
            Issue.record("not a distance rule")
            return
        }
        #expect(rule.measurements.map(\.description) == ["avg(teams[*].players.attributes[wins])"])
        #expect(rule.referenceValue == .expression(.apply(.avg, .apply(.flatten, .attribute("wins", of: .all)))))
        #expect(rule.maxDistance == 12.5)
        #expect(ruleSet.stages.map(\.age) == [0, 10, 20, 40])
    }

    @Test("expansions hold from their step's age on, and absolutely")
    func stages() throws {
        let ruleSet = try RuleSetReader.ruleSet(from: Examples.everything.utf8)
        func distance(_ age: Double) -> Double? {
            guard case .distance(let rule)? = ruleSet.expanded(at: age).rule("even crews") else { return nil }
            return rule.maxDistance
        }
        #expect([0, 9.9, 10, 39, 40, 4000].map(distance) == [12.5, 12.5, 25, 25, 100, 100])
        #expect(ruleSet.expanded(at: 20).teams.map(\.minPlayers) == [2, 1])
        #expect(ruleSet.expanded(at: 20).expansions.isEmpty)
    }
}
