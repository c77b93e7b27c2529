import Testing

@testable import RuleSetsCore

@Suite struct CompoundRuleTests {
    private static let operands = """
        {"name":"low","type":"comparison","measurements":"teams[red].players.attributes[skill]","referenceValue":10,
         "operation":"<"},
        {"name":"even","type":"distance","measurements":"max(flatten(teams[*].players.attributes[skill]))",
         "referenceValue":"min(flatten(teams[*].players.attributes[skill]))","maxDistance":2},
        """

    private func verdict(_ statement: String, _ red: Double, _ blue: Double) throws -> MatchVerdict {
        let rules = try ruleSet(Self.operands + #"{"name":"c","type":"compound","statement":"\#(statement)"}"#)
        return RuleEvaluator(rules).verdict(on: match(("red", [players(red)]), ("blue", [players(blue)])))
    }

    @Test(
        "operators are those of logic",
        arguments: [
            // low and even; low only; even only; neither
            ("and(low, even)", [true, false, false, false]), ("or(low,even)", [true, true, true, false]),
            ("xor(low, even)", [false, true, true, false]),
            ("and(not(low), or(even, not(even)))", [false, false, true, true]),
            ("not( or( low , even ) )", [false, false, false, true]), ("low", [true, false, false, false]),
            ("or(and(low, even), and(not(low), not(even)))", [true, false, false, true]),
            ("and(low, even, low)", [true, false, false, false]), ("xor(low, even, low)", [false, false, true, false]),
        ])
    func operators(statement: String, expected: [Bool]) throws {
        let matches = [(5.0, 6.0), (5, 9), (20, 21), (20, 30)]
        #expect(try matches.map { try verdict(statement, $0.0, $0.1).holds } == expected)
    }

    @Test("rules that a statement names need not hold by themselves, and are still told")
    func operands() throws {
        let verdict = try verdict("or(low, even)", 5, 9)
        #expect(verdict.holds)
        #expect(verdict["even"]?.holds == false)
        #expect(verdict["even"]?.isRequired == false)
        #expect(verdict["c"]?.isRequired == true)
        #expect(verdict.failing.isEmpty)
        #expect(try self.verdict("and(low, even)", 5, 9).failing.map(\.rule) == ["c"])
    }

    @Test("a compound rule may name one before it")
    func nested() throws {
        let rules = try ruleSet(
            Self.operands
                + #"{"name":"c","type":"compound","statement":"or(low, even)"},{"name":"d","type":"compound","statement":"not(c)"}"#
        )
        #expect(!RuleEvaluator(rules).verdict(on: match(("red", [players(5)]), ("blue", [players(5)]))).holds)
        #expect(RuleEvaluator(rules).verdict(on: match(("red", [players(20)]), ("blue", [players(90)]))).holds)
    }

    @Test(
        "what is no statement is refused",
        arguments: [
            "", "()", "and()", "and(low)", "not(low, even)", "nand(low, even)", "and(low, even", "and(low,, even)",
            "low)", "and(low, even) or low", "or(low, missing)", "not(c)",
        ])
    func refused(statement: String) {
        #expect(throws: JSONFaults.self) { try verdict(statement, 1, 1) }
    }

    @Test("depth and length are bounded")
    func bounds() {
        #expect(throws: ExpressionFault.self) {
            try ExpressionReader.statement(
                String(repeating: "not(", count: 2000) + "a" + String(repeating: ")", count: 2000))
        }
        #expect(throws: ExpressionFault.self) {
            try ExpressionReader.statement("and(\(Array(repeating: "a", count: 300).joined(separator: ",")))")
        }
    }
}
