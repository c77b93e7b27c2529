import Contracts
import Foundation
import Testing

@Suite struct JSONValueTests {
    private func read(_ text: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    @Test(
        "Integers come out as they went in, beyond 64 bits, too",
        arguments: [
            "0", "-1", "9007199254740993", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
            "-9223372036854775809", "18446744073709551615", String(repeating: "9", count: 38),
            "-" + String(repeating: "9", count: 38),
        ])
    func integers(_ digits: String) throws {
        let text = #"{"id":[\#(digits)]}"#
        let written = try JSONEncoder().encode(try read(text))
        #expect(String(decoding: written, as: UTF8.self) == text)
    }

    @Test("Ids that differ in their last digit differ") func lastDigit() throws {
        #expect(try read("18446744073709551615") != read("18446744073709551614"))
        #expect(try read("18446744073709551615").double == 0x1p64)
    }

    @Test("What is floating stays so") func floating() throws {
        #expect(try read("1.5") == .number(1.5))
        #expect(try read("1e300") == .number(1e300))
        #expect(try read("7") == .integer(7))
    }
}
