import Foundation
import ModesCore
import Testing

@testable import MusterCommand

@Suite struct ModesLintTests {
    private func exitCode(_ file: String, _ options: String...) async throws -> Int32 {
        let place = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
        try Data(file.utf8).write(to: place)
        let code = await Muster.run(["muster", "modes", "lint", place.path(percentEncoded: false)] + options)
        try FileManager.default.removeItem(at: place)
        return code
    }

    private static let good = """
        {"mode":"ferry","ruleSet":{"ruleLanguageVersion":"1.0","teams":[{"name":"boat","minPlayers":1,"maxPlayers":4}]}}
        """
    /// No more than four can be aboard.
    private static let odd = """
        {"ruleLanguageVersion":"1.0","teams":[{"name":"boat","minPlayers":1,"maxPlayers":4}],"rules":[{"name":"full",
        "type":"comparison","measurements":"count(teams[boat].players)","operation":"=","referenceValue":5}]}
        """

    @Test("A clean file ends with 0, one with faults with 1, and what isn't understood with 2")
    func exitCodes() async throws {
        #expect(try await exitCode(Self.good) == 0)
        #expect(try await exitCode(Self.good.replacing("1.0", with: "2.0")) == 1)
        #expect(try await exitCode("{") == 1)
        #expect(await Muster.run(["muster", "modes", "lint"]) == 2)
        #expect(await Muster.run(["muster", "modes", "lint", "/nowhere/at/all.json"]) == 2)
        #expect(await Muster.run(["muster", "modes", "lint", "--loud", "x"]) == 2)
    }

    @Test("A rule set by itself is known as one, also when it doesn't name its language's version")
    func versionless() {
        let bare = Self.odd.replacing(#""ruleLanguageVersion":"1.0","#, with: "")
        #expect(ModeLint(Array(bare.utf8)).faults.map(\.path) == ["$.ruleLanguageVersion"])
    }

    @Test("Warnings are no faults, unless they are to count")
    func warnings() async throws {
        #expect(try await exitCode(Self.odd) == 0)
        #expect(try await exitCode(Self.odd, "--strict") == 1)
        #expect(try await exitCode(Self.good, "--strict") == 0)
    }

    @Test("Each finding has a line with the file and the path")
    func text() {
        let report = ModeLintReport(file: "boat.json", ModeLint(Array(Self.odd.utf8)))
        #expect(
            report.text == """
                boat.json: warning: $.rules[0]: 'full' can never hold
                boat.json: 0 faults, 1 warnings
                """)
        let faulty = ModeLintReport(file: "x", ModeLint(Array(Self.good.replacing(#""mode":"ferry","#, with: "").utf8)))
        #expect(
            faulty.text == """
                x: fault: $.mode: is missing
                x: 1 faults, 0 warnings
                """)
    }

    @Test("For programs all findings are one object of JSON")
    func json() throws {
        let report = ModeLintReport(file: "boat.json", ModeLint(Array(Self.odd.utf8)))
        #expect(
            try report.json
                == #"{"faults":[],"file":"boat.json","warnings":[{"message":"'full' can never hold","path":"$.rules[0]"}]}"#
        )
        #expect(try JSONDecoder().decode(ModeLintReport.self, from: Data(try report.json.utf8)) == report)
    }
}
