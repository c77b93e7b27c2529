import Testing

@testable import RuleSetsCore

@Suite struct PropertyExpressionTests {
    private static let played = match(
        ("red", [players(2, 4), players(9)]),
        (
            "blue",
            [
                players(1, 2, 3),
                [player("last", ["skill": .number(10), "roles": .stringList(["cook", "mate"])])],
            ]
        ))

    /// What an expression gives for the match, as text.
    private func value(_ expression: String, _ view: PartyView = .own) throws -> String {
        let read = try ExpressionReader.expression(expression)
        return text(try MatchContext(ruleSet: ruleSet(), match: Self.played).value(of: read, view))
    }

    private func text(_ value: ExpressionValue) -> String {
        switch value {
        case .number(let number): "\((number * 100).rounded() / 100)"
        case .string(let text): text
        case .list(let elements): "[\(elements.map(text).joined(separator: " "))]"
        case .thing: "thing"
        case .nothing: "nothing"
        }
    }

    @Test(
        "each function is taken of a list, and of each sublist where lists are nested",
        arguments: [
            ("min(teams[red].players.attributes[skill])", "2.0"),
            ("max(teams[red].players.attributes[skill])", "9.0"),
            ("avg(teams[red].players.attributes[skill])", "5.0"),
            ("median(teams[red].players.attributes[skill])", "4.0"),
            ("median(teams[blue].players.attributes[skill])", "2.5"),
            ("sum(teams[red].players.attributes[skill])", "15.0"),
            ("count(teams[red].players.attributes[skill])", "3.0"),
            ("stddev(teams[blue].players.attributes[skill])", "3.54"),
            ("count(teams[red].players)", "3.0"), ("count (team[red].players)", "3.0"), ("count(teams[*])", "2.0"),
            ("count(flatten(teams[*].players))", "7.0"), ("count(teams[*].players)", "[3.0 4.0]"),
            ("count(teams[ blue , red ].players)", "[4.0 3.0]"), ("count(teams[red].players[playerId])", "3.0"),
            ("avg(teams[*].players.attributes[skill])", "[5.0 4.0]"),
            ("max(avg(teams[*].players.attributes[skill]))", "5.0"),
            ("min(teams[*].players.attributes[skill])", "[2.0 1.0]"),
            ("avg(flatten(teams[*].players.attributes[skill]))", "4.43"),
            ("median(flatten(teams[*].players.attributes[skill]))", "3.0"),
            ("sum(sum(teams[*].players.attributes[skill]))", "31.0"),
            ("stddev(avg(teams[*].players.attributes[skill]))", "0.5"),
            ("teams[blue].players.attributes[skill]", "[1.0 2.0 3.0 10.0]"),
            ("teams[*].players.attributes[skill]", "[[2.0 4.0 9.0] [1.0 2.0 3.0 10.0]]"),
            ("flatten(teams[*].players.attributes[skill])", "[2.0 4.0 9.0 1.0 2.0 3.0 10.0]"),
            ("flatten(teams[red].players.attributes[skill])", "[2.0 4.0 9.0]"),
            ("teams[blue].players.attributes[roles]", "[[] [] [] [cook mate]]"),
            ("flatten(teams[*].players.attributes[roles])", "[[] [] [] [] [] [] [cook mate]]"),
            ("flatten(flatten(teams[*].players.attributes[roles]))", "[cook mate]"),
            ("count(flatten(teams[*].players.attributes[roles]))", "[0.0 0.0 0.0 0.0 0.0 0.0 2.0]"),
            ("set_intersection(flatten(teams[*].players.attributes[roles]))", "[]"),
            ("set_intersection(teams[*].players.attributes[roles])", "[[] []]"),
            ("teams[blue].players.playerId", "[p0-1.0 p1-2.0 p2-3.0 last]"),
            ("teams[red]", "thing"), ("teams[*]", "[thing thing]"), ("teams[red].players", "[thing thing thing]"),
            ("count(teams[red].players.attributes[map])", "3.0"),
        ])
    func functions(expression: String, expected: String) throws {
        #expect(try value(expression) == expected)
    }

    @Test("the players of a ticket stand with its value, so that averages and sums go by players")
    func perPlayer() throws {
        let path = "teams[red].players.attributes[skill]"
        #expect(try value(path, PartyView(numbers: .avg)) == "[3.0 3.0 9.0]")
        #expect(try value(path, PartyView(numbers: .min)) == "[2.0 2.0 9.0]")
        #expect(try value(path, PartyView(numbers: .max)) == "[4.0 4.0 9.0]")
        #expect(try value(path, PartyView(numbers: .max, weight: .perTicket)) == "[4.0 9.0]")
        #expect(try value("avg(\(path))", PartyView(numbers: .avg)) == "5.0")
        #expect(try value("count(teams[red].players)", PartyView(numbers: .avg, weight: .perTicket)) == "3.0")
    }

    @Test("of nothing there is neither least nor average, but a count and a sum")
    func nothing() throws {
        let context = try MatchContext(ruleSet: ruleSet(), match: match(("red", [])))
        for function in ["min", "max", "avg", "median", "stddev"] {
            let expression = try ExpressionReader.expression("\(function)(teams[red].players.attributes[skill])")
            #expect(try context.value(of: expression, .own) == .nothing)
        }
        for function in ["sum", "count"] {
            let expression = try ExpressionReader.expression("\(function)(teams[blue].players.attributes[skill])")
            #expect(try context.value(of: expression, .own) == .number(0))
        }
    }

    @Test("a set_intersection keeps each string once, in the order of the first list")
    func common() {
        #expect(
            PropertyExpression.Function.common([["b", "a", "b", "c"], ["c", "b"], ["b", "c", "d"]]) == ["b", "c"])
        #expect(PropertyExpression.Function.common([]) == [])
    }

    @Test(
        "expressions are written as they were read",
        arguments: [
            "avg(flatten(teams[*].players.attributes[skill]))", "count(teams[red,blue].players)",
            "teams[a b].players[playerId]",
        ])
    func description(text: String) throws {
        #expect(try ExpressionReader.expression(text).description == text)
    }

    @Test(
        "what is no expression is refused",
        arguments: [
            "", "skill", "teams", "teams[]", "teams[red", "teams[red]]", "teams[red].", "teams[red].player",
            "teams[*,red]",
            "teams[red].players.", "teams[red].players.skill", "teams[red].players[id]",
            "teams[red].players.attributes",
            "teams[red].players.attributes[]", "teams[red].players.attributes[a,b]", "avg()", "avg", "avg(teams[red]",
            "mean(teams[red].players)", "avg(teams[red].players.attributes[skill]) + 1", "min(teams[red],teams[blue])",
            "Teams[red].players", "[red]", "teams[red][blue]", "avg((teams[red].players.attributes[skill]))",
        ])
    func refused(text: String) {
        #expect(throws: ExpressionFault.self) { try ExpressionReader.expression(text) }
    }

    @Test(
        "an expression of the wrong type, or about what there isn't, is refused",
        arguments: [
            "avg(teams[red].players)", "sum(teams[red].players.attributes[ground])",
            "min(avg(teams[red].players.attributes[skill]))",
            "count(count(teams[red].players))", "flatten(teams[red])",
            "set_intersection(teams[red].players.attributes[ground])",
            "teams[green].players", "teams[red_1].players", "avg(teams[red].players.attributes[luck])",
            "max(teams[*].players.attributes[map])", "set_intersection(teams[*].players.attributes[skill])",
        ])
    func mistyped(text: String) throws {
        let rules = try ruleSet()
        let expression = try ExpressionReader.expression(text)
        #expect(throws: ExpressionFault.self) { try expression.type(in: rules) }
    }

    @Test("depth is bounded")
    func depth() {
        let deep = 100_000
        let text = String(repeating: "flatten(", count: deep) + "teams[*]" + String(repeating: ")", count: deep)
        #expect(throws: ExpressionFault.self) { try ExpressionReader.expression(text) }
        let levels = RuleSetLimits.expressionDepth
        let fits = String(repeating: "flatten(", count: levels) + "teams[*]" + String(repeating: ")", count: levels)
        #expect(throws: Never.self) { try ExpressionReader.expression(fits) }
    }
}
