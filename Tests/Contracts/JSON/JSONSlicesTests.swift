import Contracts
import Foundation
import Testing

@Suite struct JSONSlicesTests {
    private func elements(_ json: String) -> [String]? {
        JSONSlices.elements(of: Data(json.utf8))?.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("an array is cut at its own commas only")
    func arrays() {
        #expect(elements("[]") == [])
        #expect(elements(" [ ] ") == [])
        #expect(elements("[1]") == ["1"])
        #expect(elements(#"[{"a":[1,2],"b":"],["},"x,y" ,null]"#) == [#"{"a":[1,2],"b":"],["}"#, #""x,y" "#, "null"])
        #expect(elements(#"["\"",2]"#) == [#""\"""#, "2"])
        #expect(elements(#"["\\",2]"#) == [#""\\""#, "2"])
    }

    @Test(
        "what is no array is none",
        arguments: ["", "{}", "1", "[", "[1", "[1,", "[1,]", "[,1]", "[1]2", #"["]"#, #"["\"#, "[[1]", "[1]]"])
    func noArrays(json: String) {
        #expect(elements(json) == nil)
    }

    @Test("an object is cut into its members")
    func objects() throws {
        let members = try #require(
            JSONSlices.members(of: Data(#" {"a" : {"b":"}"} , "c":[1,{"d":2}],"e":-1.5 } "#.utf8)))
        #expect(members.keys.sorted() == ["a", "c", "e"])
        #expect(members["a"].map { String(decoding: $0, as: UTF8.self) } == #"{"b":"}"} "#)
        #expect(members["c"].map { String(decoding: $0, as: UTF8.self) } == #"[1,{"d":2}]"#)
    }

    @Test(
        "what is no object is none",
        arguments: ["", "[]", "{", "{}1", #"{"a"}"#, #"{"a":}"#, #"{a:1}"#, #"{"a":1,}"#, #"{"a":1"#, #"{"a"#])
    func noObjects(json: String) {
        #expect(JSONSlices.members(of: Data(json.utf8)) == nil)
    }

    @Test("any bytes are cut or refused, never trapped on", arguments: 0..<20)
    func anything(seed: Int) {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array(#"[]{}",:\ 1a"#.utf8)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            for element in JSONSlices.elements(of: Data(bytes)) ?? [] { #expect(!element.isEmpty) }
            _ = JSONSlices.members(of: Data(bytes))
        }
    }
}
