import Contracts
import Foundation
import Testing

/// Every message decodes from its recorded JSON, and encodes without losing or retyping a member.
///
/// A new message, or a new optional member, is recorded by `MUSTER_RECORD=1 swift test --filter GoldenTests`, which writes
/// only files that aren't there: what was recorded once is never changed, since releases in use send it.
@Suite struct GoldenTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Golden")

    @Test("A recorded message still means the same", arguments: Samples.all.map(\.name))
    func recorded(name: String) throws {
        let sample = try #require(Samples.all.first { $0.name == name })
        let file = Self.folder.appendingPathComponent("\(name).json")
        if ProcessInfo.processInfo.environment["MUSTER_RECORD"] == "1",
            !FileManager.default.fileExists(atPath: file.path)
        {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            try encoder.encode(sample.value).write(to: file)
        }
        let recorded = try Data(contentsOf: file)
        try check(like: sample.value, recorded)
    }

    /// Each recorded member is there again, of the same type, with the same value.
    private func check<Message: Codable>(like sample: Message, _ recorded: Data) throws {
        let decoded = try JSONDecoder().decode(Message.self, from: recorded)
        let again = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(decoded))
        #expect(again == (try JSONDecoder().decode(JSONValue.self, from: recorded)))
    }

    private func decode<Message: Codable>(like sample: Message, _ data: Data) throws {
        _ = try JSONDecoder().decode(Message.self, from: data)
    }

    @Test("Members that are newer than the reader are ignored", arguments: Samples.all.map(\.name))
    func unknownMembers(name: String) throws {
        let sample = try #require(Samples.all.first { $0.name == name })
        let recorded = try Data(contentsOf: Self.folder.appendingPathComponent("\(name).json"))
        guard case .object(var members) = try JSONDecoder().decode(JSONValue.self, from: recorded) else { return }
        // A choice by member name (an enum's case) is no place for members.
        guard members.count != 1 || members.values.allSatisfy({ if case .object = $0 { false } else { true } }) else {
            return
        }
        members["memberOfTheFuture"] = .object(["deep": .array([.integer(1)])])
        let widened = try JSONEncoder().encode(JSONValue.object(members))
        try decode(like: sample.value, widened)
    }

    @Test("States and refusals that are newer than the reader are survived") func unknownValues() throws {
        let state = Data(#"{"playerID":"p1","revision":3,"kind":"Spectating","reason":"solarEclipse"}"#.utf8)
        #expect(try JSONDecoder().decode(PlayerState.self, from: state).kind == PlayerState.Kind("Spectating"))
        let reply = Data(#"{"refused":{"code":"paused","detail":"the mode is paused"}}"#.utf8)
        let outcome = try JSONDecoder().decode(Outcome<Done>.self, from: reply)
        #expect(throws: Refusal(.init("paused"), "the mode is paused")) { try outcome.get() }
    }
}
