import Contracts
import PairingCore
import Testing

@Suite("The choice of an opponent") struct ChoiceTests {
    @Test("Everybody is equally likely") func fair() {
        var counts: [String: Int] = [:]
        for seed in 0..<1600 {
            var bench = PairingBench(seed: UInt64(seed))
            let ann = bench.join("192.0.2.100")
            for number in 0..<8 { _ = bench.join("192.0.2.\(number)") }
            counts[bench.ask(ann).opponent?.address.ip ?? "nobody", default: 0] += 1
        }
        #expect(counts.count == 8)
        // 200 each are expected, with a standard deviation of 13.
        for (_, count) in counts { #expect((140...260).contains(count)) }
    }

    @Test("The bad ones are skipped, and the others stay equally likely") func fairAmongGood() {
        var counts: [String: Int] = [:]
        for seed in 0..<1000 {
            var bench = PairingBench(seed: UInt64(seed))
            let ann = bench.join("192.0.2.100")
            for number in 0..<4 {
                _ = bench.join("198.51.100.\(number)")
                bench.report(ann, 300)
            }
            for number in 0..<4 { _ = bench.join("192.0.2.\(number)") }
            counts[bench.ask(ann).opponent?.address.ip ?? "nobody", default: 0] += 1
        }
        #expect(counts.count == 4)
        for (ip, count) in counts { #expect(ip.hasPrefix("192.0.2.") && (170...330).contains(count)) }
    }

    @Test("The only one not found bad is found among many") func onlyOne() {
        for seed in 0..<20 {
            var bench = PairingBench(seed: UInt64(seed))
            let ann = bench.join("192.0.2.100")
            for _ in 0..<200 {
                _ = bench.join("198.51.100.1")
                bench.report(ann, 300)
            }
            #expect(bench.ask(ann).kind == .alone)
            _ = bench.join("192.0.2.1")
            #expect(bench.ask(ann).opponent?.address.ip == "192.0.2.1")
        }
    }

    @Test("It costs the same in a crowd") func cost() {
        func perAsk(crowd: Int) -> Duration {
            var bench = PairingBench(seed: 7)
            let ids = (0..<crowd).map { _ in bench.join() }
            let clock = ContinuousClock()
            var best = Duration.seconds(1)
            for round in 0..<5 {
                let elapsed = clock.measure {
                    for id in ids[(round * 40)..<(round * 40 + 40)] {
                        _ = bench.ask(id)
                        bench.handle(.leave(id))
                    }
                }
                best = min(best, elapsed / 40)
            }
            return best
        }
        let small = perAsk(crowd: 250)
        let large = perAsk(crowd: 20_000)
        #expect(large < small * 8, "a scan would be eighty times as slow: \(small) and \(large)")
    }

    @Test("The same seed decides the same") func deterministic() {
        func run() -> [PairingAction] {
            var bench = PairingBench(seed: 42)
            var walk = RandomWalk(seed: 42)
            var all: [PairingAction] = []
            for _ in 0..<2000 {
                walk.step(&bench)
                all += bench.actions
            }
            return all
        }
        let first = run()
        #expect(first.count > 2000)
        #expect(first == run())
    }
}
