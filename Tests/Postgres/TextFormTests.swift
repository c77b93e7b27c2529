import FoundationEssentials
import Testing

@testable import Postgres

@Suite("The server's text forms")
struct TextFormTests {
    @Test("An array's text survives quotes, backslashes, commas, braces and what looks like NULL")
    func arrays() {
        let texts = ["", "a", "b c", "\"", "\\", "a,b", "{x}", "NULL", "null", "ü€😀", "\n"]
        let text = PostgresArrayText.encode(texts.map(\.postgresParameter))
        let decoded = PostgresArrayText.decode(Array(text.utf8))
        #expect(decoded?.map { $0.map { String(decoding: $0, as: UTF8.self) } } == texts)
    }

    @Test("An array tells NULL from the word")
    func nulls() {
        let decoded = PostgresArrayText.decode(Array(#"{NULL,"NULL",x}"#.utf8))
        #expect(decoded == [nil, Array("NULL".utf8), Array("x".utf8)])
        #expect(PostgresArrayText.decode(Array("{}".utf8)) == [])
    }

    @Test(
        "What is no one-dimensional array is refused",
        arguments: ["", "{", "{a", "{a}b", "{{a}}", "a", #"{"a}"#, "{}x"])
    func noArray(_ text: String) {
        #expect(PostgresArrayText.decode(Array(text.utf8)) == nil)
    }

    @Test(
        "A timestamp's text and its microseconds are one",
        arguments: [
            ("1970-01-01 00:00:00.000000+00", 0), ("2026-11-20 08:28:14.123456+00", 1_795_163_294_123_456),
            ("1969-12-31 23:59:59.999999+00", -1), ("2000-02-29 12:00:00.000000+00", 951_825_600_000_000),
            ("0001-01-01 00:00:00.000000+00", -62_135_596_800_000_000),
        ])
    func timestamps(_ text: String, _ microseconds: Int64) {
        #expect(PostgresTimestamp(microseconds: microseconds).text == text)
        #expect(PostgresTimestamp(text: text)?.microseconds == microseconds)
    }

    @Test("A timestamp may have fewer decimals, or none")
    func decimals() {
        #expect(PostgresTimestamp(text: "1970-01-01 00:00:01+00")?.microseconds == 1_000_000)
        #expect(PostgresTimestamp(text: "1970-01-01 00:00:01.5+00")?.microseconds == 1_500_000)
    }

    @Test(
        "What is no timestamp of ours is refused",
        arguments: ["", "infinity", "2026-13-01 00:00:00+00", "2026-11-20", "2026-11-20 08:28:14+01", "x"])
    func noTimestamp(_ text: String) {
        #expect(PostgresTimestamp(text: text) == nil)
    }

    @Test("Bytes and hexadecimal digits are one, and half a byte is refused")
    func hexadecimal() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
        #expect(Hexadecimal.decode(Array("0".utf8)) == nil)
        #expect(Hexadecimal.decode(Array("0g".utf8)) == nil)
    }

    @Test("A cache that is full runs further texts without preparing them")
    func cache() {
        var cache = PreparedStatements()
        #expect(cache.plan(for: "SELECT 1") == .prepare("s1"))
        cache.remember("s1", for: "SELECT 1")
        #expect(cache.plan(for: "SELECT 1") == .ready("s1"))
        for number in 2...PreparedStatements.capacity { cache.remember("s\(number)", for: "SELECT \(number)") }
        #expect(cache.plan(for: "SELECT 0") == .unprepared)
        #expect(cache.plan(for: "SELECT 1") == .ready("s1"))
    }
}
