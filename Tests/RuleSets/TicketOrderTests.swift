import Contracts
import RuleSetsCore
import Testing

@Suite struct TicketOrderTests {
    private func ticket(_ id: String, _ attributes: [String: AttributeValue]...) -> MatchCandidate.Ticket {
        MatchCandidate.Ticket(
            id: TicketID(id), players: attributes.enumerated().map { player("\(id)\($0.offset)", $0.element) })
    }

    private func order(_ rules: String, _ tickets: [MatchCandidate.Ticket]) throws -> [String] {
        TicketOrder(try ruleSet(rules)).sorted(tickets, anchor: tickets[0]).map(\.id.rawValue)
    }

    private func skilled(_ id: String, _ skills: Double...) -> MatchCandidate.Ticket {
        MatchCandidate.Ticket(
            id: TicketID(id), players: skills.map { player("\(id)\($0)", ["skill": .number($0)]) })
    }

    @Test("a distance sort has those nearest to the oldest ticket first, or last")
    func distance() throws {
        let tickets = [skilled("a", 10), skilled("b", 30), skilled("c", 12), skilled("d", 5, 11), skilled("e", 8)]
        func rule(_ direction: String, _ more: String = "") -> String {
            #"{"name":"s","type":"distanceSort","sortAttribute":"skill","sortDirection":"\#(direction)"\#(more)}"#
        }
        #expect(try order(rule("ascending"), tickets) == ["a", "c", "d", "e", "b"])
        #expect(try order(rule("descending"), tickets) == ["b", "c", "d", "e", "a"])
        #expect(try order(rule("ascending", #","partyAggregation":"max""#), tickets) == ["a", "d", "c", "e", "b"])
    }

    @Test("an absolute sort goes by the number itself; of maps by that under the oldest ticket's own key")
    func absolute() throws {
        let numbers = #"{"name":"s","type":"absoluteSort","sortAttribute":"skill","sortDirection":"ascending"}"#
        #expect(try order(numbers, [skilled("a", 10), skilled("b", 30), skilled("c", 2)]) == ["c", "a", "b"])
        func liking(_ id: String, _ map: [String: Double]) -> MatchCandidate.Ticket {
            ticket(id, ["map": .stringNumberMap(map), "skill": .number(0)])
        }
        let tickets = [
            liking("a", ["reef": 9, "port": 3]), liking("b", ["port": 99]), liking("c", ["reef": 5, "port": 1]),
            liking("d", ["reef": 50]),
        ]
        func rule(_ key: String) -> String {
            """
            {"name":"s","type":"absoluteSort","sortAttribute":"map","sortDirection":"descending","mapKey":"\(key)"}
            """
        }
        #expect(try order(rule("maxValue"), tickets) == ["d", "a", "c", "b"])
        #expect(try order(rule("minValue"), tickets) == ["b", "a", "c", "d"])
    }

    @Test("of strings, an absolute sort has the oldest ticket's first")
    func strings() throws {
        func on(_ id: String, _ ground: String) -> MatchCandidate.Ticket { ticket(id, ["ground": .string(ground)]) }
        let rule = #"{"name":"s","type":"absoluteSort","sortAttribute":"ground","sortDirection":"ascending"}"#
        #expect(
            try order(rule, [on("a", "port"), on("b", "bay"), on("c", "port"), on("d", "reef")]) == [
                "a", "c", "b", "d",
            ])
    }

    @Test("later rules decide between those alike under the earlier ones, then the order that there was")
    func several() throws {
        func at(_ id: String, _ ground: String, _ skill: Double) -> MatchCandidate.Ticket {
            ticket(id, ["ground": .string(ground), "skill": .number(skill)])
        }
        let rules = """
            {"name":"s","type":"absoluteSort","sortAttribute":"ground","sortDirection":"ascending"},
            {"name":"t","type":"distanceSort","sortAttribute":"skill","sortDirection":"ascending"}
            """
        let tickets = [
            at("a", "bay", 10), at("b", "port", 10), at("c", "bay", 20), at("d", "bay", 12), at("e", "port", 10),
        ]
        #expect(try order(rules, tickets) == ["a", "d", "c", "b", "e"])
    }

    @Test("sorting rules exclude no match")
    func excludesNone() throws {
        let rules = try ruleSet(
            #"{"name":"s","type":"distanceSort","sortAttribute":"skill","sortDirection":"ascending"}"#)
        let verdict = rules.verdict(on: match(("red", [players(1)]), ("blue", [players(1000)])))
        #expect(verdict.holds && !verdict.isRequired)
    }
}
