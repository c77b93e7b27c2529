import Contracts
import Testing

@Suite struct JSONGrammarTests {
    private func fault(_ text: String) -> JSONGrammar.Fault? { fault([UInt8](text.utf8)) }

    private func fault(_ bytes: [UInt8]) -> JSONGrammar.Fault? {
        do throws(JSONGrammar.Fault) {
            try JSONGrammar.check(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "JSON is JSON",
        arguments: [
            "{}", "[]", "null", " true ", "false", "\"\"", "0", "-0", "10", "-1.5e+10", "1E400", "[1,2,[3]]",
            #"{"a":{"b":[null,"x",{"c":1}]},"b":2}"#, "\t[\r\n1 , 2 ]\n", #""\"\\\/\b\f\n\r\t\u0041\ud83d\ude00""#,
            "\"\u{7f}é😀\"", "\u{feff}{}", #"[{"a":1},{"a":1}]"#, #"{"a":{"a":1}}"#,
        ])
    func valid(_ text: String) { #expect(fault(text) == nil) }

    @Test(
        "What isn't JSON is refused, wherever it stands",
        arguments: [
            ("", 0), ("{", 1), ("[1,]", 3), (#"{"a":1,}"#, 7), (#"{"a" 1}"#, 5), ("{a:1}", 1), ("{'a':1}", 1),
            ("[1 2]", 3), ("01", 1), ("1.", 2), (".5", 0), ("+1", 0), ("1e", 2), ("NaN", 0), ("-Infinity", 1),
            ("nul", 3), ("tru", 3), ("True", 0), ("1x", 1), ("{}{}", 2), ("\"a", 2), ("\"\n\"", 1), (#""\x""#, 2),
            (#""\u12g4""#, 5), (#""\ud800""#, 3), (#""\ud800\u0041""#, 3), (#""\udc00""#, 3), ("[1}", 2),
            ("/**/1", 0), ("\u{a0}1", 0),
        ])
    func malformed(_ text: String, _ position: Int) { #expect(fault(text) == .malformed(position)) }

    @Test("Other encodings are refused") func encodings() {
        let text = #"{"a":"b"}"#
        #expect(fault(text.utf16.flatMap { [UInt8($0), 0] }) == .malformed(1))
        #expect(fault([0xff, 0xfe] + text.utf16.flatMap { [UInt8($0), 0] }) == .notUTF8)
        #expect(fault([0x22, 0xff, 0x22]) == .notUTF8)
        #expect(fault([0x22, 0xed, 0xa0, 0x80, 0x22]) == .notUTF8)
    }

    @Test("A member that stands twice is refused, however its name is written") func repeated() {
        #expect(fault(#"{"name":1,"b":2,"name":3}"#) == .repeatedMember("name"))
        #expect(fault(#"[{"n\u0061me":1,"name":3}]"#) == .repeatedMember("name"))
    }

    @Test("Nesting has an end") func nesting() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(fault(nested(64)) == nil)
        #expect(fault(nested(65)) == .nestedTooDeeply)
        #expect(fault(String(repeating: #"{"a":"#, count: 30_000)) == .nestedTooDeeply)
        #expect(fault(#""\#(String(repeating: "[", count: 100))""#) == nil)
    }
}
