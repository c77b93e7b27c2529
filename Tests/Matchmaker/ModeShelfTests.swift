import Foundation
import Testing

@testable import ModesCore

@Suite struct ModeShelfTests {
    private static func file(_ mode: String, sides: Int = 2, more: String = "") -> Data {
        Data(
            """
            {"mode":"\(mode)"\(more),"ruleSet":{"ruleLanguageVersion":"1.0",
            "teams":[{"name":"side","minPlayers":1,"maxPlayers":1,"quantity":\(sides)}]}}
            """.utf8)
    }

    private func faults(_ files: [String: Data]) -> [String] {
        do {
            _ = try ModeShelf(game: "g", files: files)
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    @Test("a start names every fault of every file, with its path")
    func start() {
        let said = faults(["a.json": Self.file("a", more: #","placement":"moon""#), "b.json": Data("{".utf8)])
        #expect(said.count == 2)
        #expect(said.first?.hasPrefix("a.json: $.placement: ") == true)
        #expect(said.last?.hasPrefix("b.json: $: ") == true)
        #expect(faults([:]).count == 1)
        #expect(
            faults(["a.json": Self.file("a"), "b.json": Self.file("a")]) == ["$.mode: 'a' is the name of two modes"])
    }

    @Test("a valid change is news, the same again isn't")
    func change() throws {
        var shelf = try ModeShelf(game: "g", files: ["a.json": Self.file("a")])
        #expect(shelf.take(["a.json": Self.file("a")]) == .init(isNews: false, faults: []))
        let more = ["a.json": Self.file("a", sides: 4), "b.json": Self.file("b")]
        #expect(shelf.take(more) == .init(isNews: true, faults: []))
        #expect(shelf.catalogue.names == ["a", "b"] && shelf.catalogue["a"]?.ruleSet.maxPlayers == 4)
        #expect(shelf.take(["b.json": Self.file("b")]).isNews)
        #expect(shelf.catalogue.names == ["b"])
    }

    @Test("a file that has become wrong keeps its mode, the others change")
    func wrong() throws {
        var shelf = try ModeShelf(game: "g", files: ["a.json": Self.file("a"), "b.json": Self.file("b")])
        let finding = shelf.take(["a.json": Data("oops".utf8), "b.json": Self.file("b", sides: 3)])
        #expect(finding.isNews && finding.faults.count == 1 && finding.faults[0].hasPrefix("a.json: $"))
        #expect(shelf.catalogue.names == ["a", "b"] && shelf.catalogue["b"]?.ruleSet.maxPlayers == 3)
        #expect(shelf.take(["a.json": Data("still".utf8), "b.json": Self.file("b", sides: 3)]).isNews == false)
        #expect(shelf.catalogue.names == ["a", "b"])
        #expect(shelf.take(["b.json": Self.file("b", sides: 3)]).isNews)
        #expect(shelf.catalogue.names == ["b"])
    }

    @Test("an empty folder, and two files of one mode, change nothing")
    func nothing() throws {
        var shelf = try ModeShelf(game: "g", files: ["a.json": Self.file("a")])
        #expect(shelf.take([:]).faults.count == 1)
        #expect(shelf.take(["a.json": Self.file("a", sides: 4), "b.json": Self.file("a")]).faults.count == 1)
        #expect(shelf.catalogue["a"]?.ruleSet.maxPlayers == 2)
    }
}
