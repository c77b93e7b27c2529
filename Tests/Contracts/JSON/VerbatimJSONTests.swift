import Contracts
import Foundation
import Testing

@Suite struct VerbatimJSONTests {
    private struct Holder: Codable, Hashable {
        struct Inner: Codable, Hashable {
            var custom: JSONText?
            var name: String
        }
        var list: [Inner]
        var one: JSONText
        var named: [String: JSONText]
    }

    static let texts = [
        #"{ "b":1.50 ,"a":[ 1e400,-0.0, 12345678901234567890.10 ], "\u0061":"\u0000\/" }"#, "[]", "{}", "7", "-1E+2",
        #""a, \"b\" ]}""#, "true", #"[[1,[2 , {"x":","}]],"]"]"#, #""🂡 é""#,
    ]

    private func text(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting = []) throws -> String {
        String(decoding: try VerbatimJSON.encode(value, formatting: formatting), as: UTF8.self)
    }

    @Test("A text comes back to the letter, wherever it stands", arguments: texts)
    func roundTrip(text: String) throws {
        let json = JSONText(trusting: text)
        let holder = Holder(
            list: [.init(custom: nil, name: "a"), .init(custom: json, name: "b, ]")], one: json,
            named: ["x": json, #"y"{"#: .null])
        for formatting in [[], .sortedKeys, [.prettyPrinted, .sortedKeys]] as [JSONEncoder.OutputFormatting] {
            let encoded = try VerbatimJSON.encode(holder, formatting: formatting)
            let again = try VerbatimJSON.decode(Holder.self, from: encoded)
            #expect(again == holder)
            #expect(again.list[1].custom?.text == text)
        }
        #expect(try self.text(json) == text)
        #expect(try VerbatimJSON.decode(JSONText.self, from: Data(" \(text)\n".utf8)).text == text)
    }

    @Test("A reply, an event and an outcome keep the text of a match's custom", arguments: texts)
    func messages(text: String) throws {
        var record = Samples.record
        record.custom = JSONText(trusting: text)
        let reply = GetMatch.Reply.success(record)
        #expect(try VerbatimJSON.decode(GetMatch.Reply.self, from: VerbatimJSON.encode(reply)) == reply)
        let event = MatchResultRecorded(match: record)
        #expect(try self.text(event, .sortedKeys).contains(#""custom":\#(text),"#))
    }

    @Test("Members with escaped names and a byte order mark are no hindrance")
    func oddities() throws {
        let json = Data("\u{feff}{\"x\": [], \"\\u006fne\":[ 1 ] ,\"list\":[],\"named\":{}}".utf8)
        #expect(try VerbatimJSON.decode(Holder.self, from: json).one.text == "[ 1 ]")
    }

    @Test("What somebody sends is never taken for what stands in for a text")
    func forgery() throws {
        let holder = Holder(list: [.init(custom: nil, name: #""abcdefghjkmnpqrstvwx.0""#)], one: "[1]", named: [:])
        #expect(try VerbatimJSON.decode(Holder.self, from: VerbatimJSON.encode(holder)) == holder)
    }

    @Test("Other coders keep the meaning")
    func otherCoders() throws {
        let json = JSONText(trusting: #"{ "b":1.50 ,"a":["\u0061"]}"#)
        let plain = try JSONEncoder().encode([json])
        let again = try JSONDecoder().decode([JSONText].self, from: plain)
        #expect(again[0].means(json))
        #expect(try json.value()["b"]?.double == 1.5)
    }

    @Test("The same meaning is the same, however it is written; what can't be read is only like itself")
    func meaning() {
        #expect(
            JSONText(trusting: #"{"a":1,"b":[true,"ü"]}"#).means(JSONText(trusting: #"{"b":[ true,"\u00fc"],"a":1.0}"#))
        )
        #expect(!JSONText(trusting: "[1]").means(JSONText(trusting: "[2]")))
        #expect(JSONText(trusting: "[1e400]").means(JSONText(trusting: "[1e400] ")))
        #expect(!JSONText(trusting: "[1e400]").means(JSONText(trusting: "[1e401]")))
    }

    @Test("Only JSON becomes a text", arguments: ["", "[1,]", "{\"a\":1,\"a\":2}", "01", "nul", "[1] 2"])
    func grammar(text: String) {
        #expect(throws: JSONGrammar.Fault.self) { try JSONText(text) }
    }
}

extension JSONText: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self.init(trusting: text) }
}
