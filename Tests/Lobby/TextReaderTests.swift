import Testing

@testable import LobbyCore

@Suite struct TextReaderTests {
    /// Feeds pieces, and collects words; `nil` for garbage.
    private func read(_ pieces: [[UInt8]], greeting: Bool = true) -> [TextReader.Word]? {
        var reader = TextReader()
        var words: [TextReader.Word] = []
        var isGreeting = greeting
        func drain(settled: Bool) -> Bool {
            while true {
                switch reader.next(greeting: isGreeting, settled: settled) {
                case .word(let word):
                    if case .start = word { isGreeting = false }
                    words.append(word)
                case .nothing, .perhaps: return true
                case .garbage: return false
                }
            }
        }
        for piece in pieces {
            reader.append(piece)
            guard drain(settled: false) else { return nil }
        }
        return drain(settled: true) ? words : nil
    }

    private func read(_ text: String, greeting: Bool = true) -> [TextReader.Word]? {
        read([[UInt8](text.utf8)], greeting: greeting)
    }

    @Test("Every word is read whole, wherever it is cut") func halves() {
        let text = [UInt8]("MMSTART,Middle East|46318".utf8)
        for cut in 0...text.count {
            #expect(read([Array(text[..<cut]), Array(text[cut...])]) == [.start(region: "MiddleEast", port: 46318)])
        }
        #expect(read(text.map { [$0] }) == [.start(region: "MiddleEast", port: 46318)])
        let success = [UInt8]("SUCCESS".utf8)
        for cut in 0...success.count {
            #expect(read([Array(success[..<cut]), Array(success[cut...])], greeting: false) == [.success])
        }
    }

    @Test("Merged words come one by one") func merged() {
        #expect(
            read("MMSTART,SA|463185SUCCESSSUCCESS")
                == [.start(region: "SouthAmerica", port: 46318), .number(5), .success, .success])
        #expect(
            read("12SUCCESS7\u{1f}8\r\n9\0", greeting: false) == [
                .number(12), .success, .number(7), .number(8), .number(9),
            ])
        #expect(read("MMSTART,EU|80\u{1f}") == [.start(region: "Europe", port: 80)])
    }

    @Test("A number that may grow waits until nothing comes any more") func growing() {
        for (text, isPatient) in [("1", true), ("12.5", true), ("126", true), ("12600", false), ("5\n", false)] {
            var reader = TextReader()
            reader.append([UInt8](text.utf8))
            let finding = reader.next(greeting: false, settled: false)
            #expect((finding == .perhaps) == isPatient)
        }
        #expect(read([[49], [50], [54]], greeting: false) == [.number(126)])
        #expect(read("-1", greeting: false) == [.number(-1)])
        var reader = TextReader()
        reader.append([UInt8]("MMSTART,EU|46".utf8))
        #expect(reader.next(greeting: true, settled: false) == .perhaps)
        #expect(reader.next(greeting: true, settled: true) == .word(.start(region: "Europe", port: 46)))
    }

    @Test(
        "All regions of the client are known",
        arguments: [
            ("NA West", "NorthAmericaWest"), ("NA East", "NorthAmericaEast"), ("SA", "SouthAmerica"), ("EU", "Europe"),
            ("Middle East", "MiddleEast"), ("Asia", "Japan"), ("OCE", "Australia"), ("Japan", "Japan"),
        ])
    func regions(short: String, long: String) {
        #expect(read("MMSTART,\(short)|1") == [.start(region: long, port: 1)])
    }

    @Test(
        "Garbage is told at the first byte that no client sends",
        arguments: [
            "GET / HTTP/1.1\r\n", "LIST", "mmstart,EU|1", "MMSTART;EU|1", "MMSTART,Narnia|1", "MMSTART,|1",
            "MMSTART,EU|0",
            "MMSTART,EU|65536", "MMSTART,EU|99999", "MMSTART,EU|x", "MMSTART,EU|-1", "MMSTART,EU\u{1}", "\u{ff}",
            "MMSTART,EU|46318X", "MMSTART,EU|46318MMSTART,EU|46318",
            "MMSTART," + String(repeating: "a", count: 33), String(repeating: "\u{16}\u{3}\u{1}", count: 100),
        ])
    func garbage(text: String) {
        #expect(read(text) == nil)
    }

    @Test(
        "Garbage is no answer either",
        arguments: [
            "fast", "NaN", "1.2.3", "1e3", "SUCCEED", "S U", "--1", ".", "1234567890123456", "5ms", "∞",
        ])
    func garbageAnswers(text: String) {
        #expect(read(text, greeting: false) == nil)
    }

    @Test("More than a client ever sends is garbage, however it goes on") func tooMuch() {
        #expect(read(String(repeating: "1", count: 100_000), greeting: false) == nil)
        #expect(read(String(repeating: " ", count: 100_000)) == [])
    }
}
