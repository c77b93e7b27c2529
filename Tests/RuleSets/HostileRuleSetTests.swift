import Probes
import RuleSetsCore
import Testing

/// Files that nobody means well with: whatever they hold, there is an answer, and soon.
@Suite struct HostileRuleSetTests {
    /// Mutations of bytes and of pieces of the language, by a generator that gives the same ones each time.
    private struct Mutator {
        var random: SplitMix

        private static let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "//", "null", "true", "-1", "0", "1e400", "1e308",
            "9999999999999999999",
            "0.1", "\"\"", "\u{0}", "é", "teams[*]", ".players", ".attributes[wins]", "flatten(", "count(", ")", "not(",
            "and(",
            "rules[near].maxLatency", "minPlayers", "\"steps\":[]", "\"value\":", "\"type\":\"compound\"", "\\ud800",
            "\u{202e}",
        ]

        mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
            var bytes = bytes
            for _ in 0..<(random.next() % 4 == 0 ? 3 : 1) {
                let place = bytes.isEmpty ? 0 : Int(random.next() % UInt64(bytes.count))
                let end = Swift.min(bytes.count, place + Int(random.next() % 40))
                switch random.next() % 6 {
                case 0: bytes.replaceSubrange(place..<end, with: [])
                case 1: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
                case 2: if !bytes.isEmpty { bytes[place] = UInt8(truncatingIfNeeded: random.next()) }
                case 3: bytes.replaceSubrange(place..<Swift.min(bytes.count, place + 1), with: piece.utf8)
                case 4: bytes.insert(contentsOf: piece.utf8, at: place)
                default:
                    let other = bytes.isEmpty ? 0 : Int(random.next() % UInt64(bytes.count))
                    let slice = Array(bytes[other..<Swift.min(bytes.count, other + end - place)])
                    bytes.replaceSubrange(place..<end, with: slice)
                }
            }
            return bytes
        }

        private var piece: String {
            mutating get { Self.pieces[Int(random.next() % UInt64(Self.pieces.count))] }
        }
    }

    @Test(
        "whatever a file holds, there is an answer, and what is read can be judged by and is read again",
        arguments: 0..<8)
    func mutations(seed: Int) throws {
        var mutator = Mutator(random: SplitMix(state: UInt64(seed)))
        // Most are made of the last one that could be read, some of the last one of all.
        var good = Array(Examples.everything.utf8)
        var last = good
        var readable = 0
        for _ in 0..<1_500 {
            last = mutator.mutate(mutator.random.next() % 5 == 0 ? last : good)
            guard last.count < 20_000, RuleSetProbe.isReadable(last) else { continue }
            readable += 1
            good = last
        }
        #expect(readable > 50)
    }

    @Test("large rule sets of all that is allowed are read in a moment")
    func large() throws {
        let rules = (0..<RuleSetLimits.rules).map { number in
            #"{"name":"r\#(number)","type":"latency","maxLatency":\#(number + 1)}"#
        }
        let expansions = (0..<RuleSetLimits.expansions).map { number in
            let steps = (1...2).map { #"{"waitTimeSeconds":\#($0 * 100 + number),"value":\#($0 * 1000)}"# }
            return #"{"target":"rules[r\#(number)].maxLatency","steps":[\#(steps.joined(separator: ","))]}"#
        }
        let file = """
            {"ruleLanguageVersion":"1.0","teams":[{"name":"a","minPlayers":1,"maxPlayers":2}],
            "rules":[\(rules.joined(separator: ","))],"expansions":[\(expansions.dropLast().joined(separator: ","))]}
            """
        let clock = ContinuousClock()
        let took = try clock.measure {
            let read = try RuleSetReader.ruleSet(from: file.utf8)
            #expect(read.stages.count == 199)
            #expect(RuleSetLint.warnings(of: read, path: "$").isEmpty)
        }
        #expect(took < .seconds(5))
    }

    @Test("too many different waiting times are refused")
    func stages() {
        let rules = (0..<10).map { #"{"name":"r\#($0)","type":"latency","maxLatency":1}"# }
        let expansions = (0..<10).map { number in
            let steps = (0..<40).map { #"{"waitTimeSeconds":\#($0 * 10 + number),"value":5}"# }
            return #"{"target":"rules[r\#(number)].maxLatency","steps":[\#(steps.joined(separator: ","))]}"#
        }
        let found = faults(text(rules: rules, expansions: "[\(expansions.joined(separator: ","))]"))
        #expect(found.map(\.path) == ["$.expansions"])
    }
}
