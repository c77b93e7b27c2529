import Contracts
import RuleSetsCore
import Testing

@Suite struct JSONFileTests {
    private func fault(_ text: String) -> JSONFault? { fault(Array(text.utf8)) }

    private func fault(_ bytes: [UInt8]) -> JSONFault? {
        do {
            _ = try JSONFile.value(bytes)
            return nil
        } catch {
            return error.faults.first
        }
    }

    @Test(
        "values are read as JSON has them",
        arguments: [
            ("null", .null), (" true ", .bool(true)), ("-0", .integer(0)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("-2.5e-1", .number(-0.25)),
            ("[]", .array([])),
            (#"["a\n\u00e9\ud83d\ude00é😀\/"]"#, .array([.string("a\né😀é😀/")])),
            (
                #"{"a":{"b":[1,{}]},"c":""}"#,
                .object(["a": .object(["b": .array([.integer(1), .object([:])])]), "c": .string("")])
            ),
        ] as [(String, JSONValue)])
    func values(text: String, value: JSONValue) throws {
        #expect(try JSONFile.value(text.utf8) == value)
    }

    @Test("comments and a comma after the last element may stand, as in FlexMatch's published examples")
    func comments() throws {
        let text = """
            // a rule set
            {"a": [1, 2, // two
            ], "b": "// no comment", }
            //
            """
        #expect(
            try JSONFile.value(text.utf8)
                == .object(["a": .array([.integer(1), .integer(2)]), "b": .string("// no comment")]))
    }

    @Test(
        "what is no JSON is refused",
        arguments: [
            "", " ", "{", "[", "[1", "{\"a\"", "{\"a\":", "{\"a\":1", "{a:1}", "[,]", "{,}", "[1,,2]", "[1 2]", "01",
            "1.", ".5",
            "-", "1e", "1e+", "+1", "tru", "True", "nul", "NaN", "Infinity", "'a'", "\"a", "\"\\x\"", "\"\\u12\"",
            "\"\\u+123\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "1 2", "{} []", "/1",
            "/* a */ 1",
            "\u{feff}{}", "1e400", "[-1e999]", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
        ])
    func refused(text: String) {
        #expect(fault(text) != nil)
    }

    @Test("the fault says where it is")
    func places() {
        #expect(fault("{\n \"a\": [1, x]}") == JSONFault("$.a[1]", "is not JSON: has no value, line 2 column 11"))
        #expect(fault(#"{"a":{"b":1,"b":2}}"#) == JSONFault("$.a.b", "stands a second time, line 1 column 17"))
        #expect(fault(#"{"a":[0,1e400]}"#) == JSONFault("$.a[1]", "is too large a number"))
    }

    @Test("neither depth nor length nor foreign bytes do harm")
    func hostile() {
        let depth = 100_000
        #expect(fault(String(repeating: "[", count: depth))?.message.contains("deep") == true)
        #expect(fault(String(repeating: "{\"a\":", count: depth / 2))?.message.contains("deep") == true)
        #expect(fault(Array(repeating: UInt8(ascii: " "), count: RuleSetLimits.fileBytes + 1))?.path == "$")
        #expect(fault(Array(repeating: UInt8(ascii: "9"), count: 200_000)) == JSONFault("$", "is too large a number"))
        #expect(fault([0x22, 0xff, 0x22]) == JSONFault("$", "is not UTF-8"))
        #expect(fault(Array("\"a\"".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })) != nil)
        #expect(fault([0, 0, 0]) != nil)
    }

    @Test("32 levels are read, one more is not")
    func depth() {
        let levels = RuleSetLimits.jsonDepth
        #expect(fault(String(repeating: "[", count: levels) + String(repeating: "]", count: levels)) == nil)
        #expect(fault(String(repeating: "[", count: levels + 1) + String(repeating: "]", count: levels + 1)) != nil)
    }
}
