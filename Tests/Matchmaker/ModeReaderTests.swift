import Contracts
import Foundation
import ModesCore
import RuleSetsCore
import Testing

@Suite struct ModeReaderTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Services/queue/ModeFiles")

    private func faults(_ json: String) -> [String] {
        do {
            _ = try ModeReader.mode(from: Data(json.utf8))
            return []
        } catch {
            return error.faults.map(\.path)
        }
    }

    private func file(_ members: String = "", ruleSet: String = "") -> String {
        """
        {"mode":"x"\(members),"ruleSet":{"ruleLanguageVersion":"1.0",
        "teams":[{"name":"a","minPlayers":1,"maxPlayers":1,"quantity":2}]\(ruleSet)}}
        """
    }

    @Test(
        "the shipped modes are read, with the sides that they promise",
        arguments: [
            ("duel", ["red", "blue"], 2), ("duo", ["red", "blue"], 4),
            ("brawl", ["fighter_1", "fighter_2", "fighter_3", "fighter_4"], 4),
        ])
    func shipped(name: String, factions: [String], players: Int) throws {
        let mode = try ModeReader.mode(from: Data(contentsOf: Self.folder.appending(path: "\(name).json")))
        #expect(mode.name == ModeName(name))
        #expect(mode.group == "default")
        #expect(mode.acceptanceRequired)
        #expect(mode.acceptanceTimeout == .seconds(15))
        #expect(mode.ruleSet.sides.map(\.faction) == factions)
        #expect(mode.ruleSet.minPlayers == players && mode.ruleSet.maxPlayers == players)
    }

    @Test("members left out have their defaults")
    func defaults() throws {
        let mode = try ModeReader.mode(from: Data(file().utf8))
        #expect(mode.acceptanceRequired)
        #expect(mode.requestTimeout == .seconds(600))
        #expect(mode.placement == .server)
        #expect(!mode.backfill)
    }

    @Test("a rule set is taken whole, with rules, attributes, algorithm and expansions")
    func wholeRuleSet() throws {
        let members = #"""
            ,"rules":[{"name":"r","type":"latency","maxLatency":50}],
            "playerAttributes":[{"name":"skill","type":"number"}],"algorithm":{"backfillPriority":"high"},
            "expansions":[{"target":"rules[r].maxLatency","steps":[{"waitTimeSeconds":9,"value":90}]}]
            """#
        let mode = try ModeReader.mode(from: Data(file(ruleSet: members).utf8))
        #expect(mode.ruleSet.rules.map(\.name) == ["r"])
        #expect(mode.ruleSet.stages.map(\.age) == [0, 9])
    }

    @Test("what rule sets don't have is refused, naming its path")
    func unknownMember() {
        #expect(faults(file(ruleSet: #","partyAggregation":"max""#)).contains("$.ruleSet.partyAggregation"))
    }

    @Test("empty lists of rules ask for nothing and pass")
    func emptyLists() {
        #expect(faults(file(ruleSet: #","rules":[],"expansions":[]"#)) == [])
    }

    @Test(
        "every fault of a file is named",
        arguments: [
            (#","placement":"moon""#, "$.placement"), (#","placement":7"#, "$.placement"),
            (#","backfill":1"#, "$.backfill"), (#","acceptanceTimeoutSeconds":0"#, "$.acceptanceTimeoutSeconds"),
            (#","requestTimeoutSeconds":"60""#, "$.requestTimeoutSeconds"),
            (#","acceptanceRequired":1"#, "$.acceptanceRequired"),
            (#","acceptence":true"#, "$.acceptence"), (#","group":7"#, "$.group"),
        ])
    func faultsOfFiles(members: String, path: String) {
        #expect(faults(file(members)) == [path])
    }

    @Test("all faults come out at once, those of teams with their index")
    func allAtOnce() {
        let json = """
            {"mode":"a b","ruleSet":{"ruleLanguageVersion":"2.0","teams":[
            {"name":"red","minPlayers":1,"maxPlayers":1},{"name":"red","minPlayers":3,"maxPlayers":2,"color":1}]}}
            """
        #expect(
            Set(faults(json)) == [
                "$.mode", "$.ruleSet.ruleLanguageVersion", "$.ruleSet.teams[1].minPlayers", "$.ruleSet.teams[1].color",
                "$.ruleSet.teams",
            ])
    }

    @Test("what is no JSON object is refused", arguments: ["", "[]", "{", "null", "\u{feff}{}"])
    func noObject(json: String) {
        #expect(!faults(json).isEmpty)
    }

    @Test("two modes of one name are refused")
    func twice() throws {
        let mode = try ModeReader.mode(from: Data(file().utf8))
        #expect(throws: JSONFaults.self) { try ModeCatalogue(game: "g", modes: [mode, mode]) }
    }
}
