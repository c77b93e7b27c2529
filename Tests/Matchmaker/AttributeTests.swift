import Contracts
import MatchmakerCore
import ModesCore
import RuleSetsCore
import Testing

@testable import Simulation

@Suite struct AttributeTests {
    private static func mode(_ name: ModeName, _ attributes: [PlayerAttribute]) -> Mode {
        Mode(
            name: name,
            ruleSet: RuleSet(
                playerAttributes: attributes, teams: [.init(name: "side", minPlayers: 2, maxPlayers: 2, quantity: 2)]))
    }

    private static let ranked = mode(
        "ranked",
        [
            PlayerAttribute(name: "skill", type: .number), PlayerAttribute(name: "rating", type: .number),
            PlayerAttribute(name: "maps", type: .stringList, defaultValue: .stringList(["canyon"])),
            PlayerAttribute(name: "roles", type: .stringNumberMap, defaultValue: .stringNumberMap([:])),
            PlayerAttribute(name: "class", type: .string, defaultValue: .string("any")),
        ])

    private func fields(_ attributes: [String: JSONValue]..., modes: [Mode] = [ranked]) -> [String] {
        let players = attributes.enumerated().map {
            TicketPlayer(playerID: PlayerID("p\($0.offset)"), username: "p", attributes: $0.element)
        }
        return AttributeCheck.errors(of: players, in: modes).map(\.field)
    }

    @Test("what is needed and has no default must be there; what isn't declared is nobody's business")
    func needed() {
        #expect(fields([:]) == ["attributes.skill"])
        #expect(fields(["skill": .integer(3), "shoes": .array([.null])]) == [])
        #expect(fields(["skill": .number(2.5), "maps": .array([])]) == [])
    }

    @Test(
        "a value of another type is named by its path",
        arguments: [
            ("skill", JSONValue.string("3")), ("maps", .string("canyon")), ("maps", .array([.integer(1)])),
            ("roles", .object(["tank": .string("x")])), ("roles", .array([])), ("class", .integer(1)),
        ])
    func types(name: String, value: JSONValue) {
        var attributes: [String: JSONValue] = ["skill": .integer(1)]
        attributes[name] = value
        #expect(fields(attributes) == ["attributes.\(name)"])
    }

    @Test("the built-in rating isn't the client's, whatever it sends")
    func rating() {
        #expect(fields(["skill": .integer(1), "rating": .string("the best")]) == [])
    }

    @Test("of a party the member is named, of several modes each fault once")
    func parties() {
        let other = Self.mode("other", [PlayerAttribute(name: "skill", type: .number)])
        #expect(fields(["skill": .integer(1)], [:], modes: [Self.ranked, other]) == ["players[1].attributes.skill"])
    }

    @Test("a ticket that lacks something is refused, naming the attribute, and its player stays free")
    func refused() throws {
        var table = try WorkerTable(modes: [Self.ranked])
        guard case .refused(let refusal)? = table.enqueue("a", modes: ["ranked"]) else { Issue.record("taken"); return }
        #expect(refusal.code == .invalid && refusal.errors?.map(\.field) == ["attributes.skill"])
        #expect(refusal.errors?.first?.message == "is needed in mode 'ranked'")
        #expect(table.store.players["a"]?.isFree ?? true)
    }

    @Test("a ticket that doesn't bring what a changed mode asks for ends by the operator")
    func changed() throws {
        var table = try WorkerTable(modes: [Self.mode("ranked", [])])
        table.enqueue("a", modes: ["ranked"])
        table.hear(.modesChanged(try ModeCatalogue(game: WorkerTable.game, modes: [Self.ranked])))
        table.pass(.seconds(11))
        #expect(table.state("a").reason == .operator)
    }
}
