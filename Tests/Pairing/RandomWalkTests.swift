import Contracts
import PairingCore
import Testing

/// Random events, sensible and not, of peers with and without sockets.
struct RandomWalk {
    var random: SeededGenerator
    var known: [MatcherID] = []
    var handles: [PeerHandle] = ["h03nobody"]

    init(seed: UInt64) { random = SeededGenerator(seed: seed &* 31 &+ 5) }

    mutating func step(_ bench: inout PairingBench) {
        bench.now = bench.now + .milliseconds(Int.random(in: 0...400, using: &random))
        let answer = bench.handle(event(bench))
        if case .view(let view) = answer {
            if !known.contains(view.matcherID) { known.append(view.matcherID) }
            if let handle = view.opponent?.handle { handles.append(handle) }
        }
        for (_, view) in bench.told {
            if let handle = view.opponent?.handle { handles.append(handle) }
        }
        if known.count > 40 { known.removeFirst(10) }
        if handles.count > 40 { handles.removeFirst(10) }
    }

    private mutating func event(_ bench: PairingBench) -> PairingEvent {
        let somebody = known.randomElement(using: &random) ?? "x03nobody"
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<18:
            let regions: [String?] = [nil, "Europe"]
            let gateways: [GatewayID?] = [nil, "g1", "g2"]
            return .join(
                address: PeerAddress(ip: "192.0.2.\(Int.random(in: 1...9, using: &random))"),
                region: regions.randomElement(using: &random) ?? nil,
                gateway: gateways.randomElement(using: &random) ?? nil)
        case 18..<48: return .ask(somebody)
        case 48..<70:
            let handle = handles.randomElement(using: &random) ?? "h03nobody"
            let present = bench.handle(of: somebody) ?? handle
            return .report(
                somebody,
                [
                    PingResult(
                        opponent: Bool.random(using: &random) ? handle : present,
                        milliseconds: Double.random(in: 0...250, using: &random))
                ])
        case 70..<82:
            let hosts = bench.pairs.values.filter { $0.match == nil }.compactMap(\.host).sorted()
            let host = Bool.random(using: &random) ? hosts.randomElement(using: &random) ?? somebody : somebody
            return .openPort(host, port: UInt16.random(in: 1...65535, using: &random), ip: nil)
        case 82..<88: return .leave(somebody)
        case 88..<93: return .checkIn("g1", known.filter { _ in Bool.random(using: &random) })
        default: return .timePassed
        }
    }
}

@Suite("Whatever happens to peers") struct RandomWalkTests {
    @Test("Rows and memory agree, nobody is in two pairs, and the bad never meet again", arguments: 0..<24)
    func invariants(seed: Int) throws {
        var bench = PairingBench(seed: UInt64(seed))
        var walk = RandomWalk(seed: UInt64(seed))
        var everPaired: Set<PeerPairID> = []
        var bad: Set<Set<MatcherID>> = []
        var met = 0
        for step in 0..<1500 {
            let before = bench.pairs
            walk.step(&bench)
            if step % 97 == 96 {
                bench.now = bench.now + .seconds(1)
                bench.takeOver()
                bench.handle(.checkIn("g1", walk.known))
            }
            if step % 11 == 0 { try checkMembers(bench) }
            for pair in bench.pairs.values where everPaired.insert(pair.id).inserted {
                let two: Set = [pair.first.matcherID, pair.second.matcherID]
                #expect(!bad.contains(two), "offered again after they were found bad")
            }
            for (id, pair) in before where bench.pairs[id] == nil {
                let two = [pair.first.matcherID, pair.second.matcherID]
                if pair.match != nil {
                    met += 1
                } else if two.allSatisfy({ bench.matchers[$0] != nil }) {
                    bad.insert(Set(two))
                }
            }
        }
        #expect(everPaired.count > 50 && met > 3 && bad.count > 3, "a walk that reaches nothing tests nothing")
    }

    private func checkMembers(_ bench: PairingBench) throws {
        let image = bench.pairing.image
        // Rows may still name bad matches that have left; memory forgets them.
        let rows = bench.matchers.values.sorted { $0.id < $1.id }
        try #require(rows.map(\.id) == image.matchers.map(\.id))
        for (row, matcher) in zip(rows, image.matchers) {
            let present = matcher.badMatchIDs.filter { bench.matchers[$0] != nil }
            try #require(present == row.badMatchIDs.filter { bench.matchers[$0] != nil })
            let isMutual = present.allSatisfy { bench.matchers[$0]?.badMatchIDs.contains(matcher.id) == true }
            try #require(isMutual)
        }
        try #require(bench.pairs.values.sorted { $0.id < $1.id } == image.pairs)
        var seen: Set<MatcherID> = []
        for pair in image.pairs {
            for id in [pair.first.matcherID, pair.second.matcherID] {
                try #require(seen.insert(id).inserted, "in two pairs")
                let hasLeft = pair.match != nil && pair.host == id
                try #require((bench.matchers[id] == nil) == hasLeft)
            }
            let regions = Set([pair.first.matcherID, pair.second.matcherID].compactMap { bench.matchers[$0]?.region })
            try #require(regions.count <= 1)
        }
    }

    @Test("Of two thousand peers who join over ten seconds all meet somebody near enough") func crowd() {
        var bench = PairingBench(seed: 9)
        var waiting: [MatcherID] = []
        var partners: [MatcherID: MatcherID] = [:]
        for number in 0..<2000 {
            bench.now = PairingBench.start + .milliseconds(number * 5)
            waiting.append(bench.join("10.0.\(number / 256).\(number % 256)"))
        }
        for _ in 0..<200 where !waiting.isEmpty {
            bench.pass(.seconds(1))
            for id in waiting {
                switch bench.ask(id).kind {
                case .testing: bench.report(id, Double.random(in: 20...180, using: &bench.random))
                case .hosting:
                    partners[id] = bench.opponent(of: id)
                    #expect(bench.openPort(id) == .done)
                case .starting: partners[id] = bench.opponent(of: id)
                default: break
                }
            }
            waiting.removeAll { partners[$0] != nil }
        }
        // Whoever is left has found all the others who are left bad.
        #expect(waiting.count < 10)
        for id in waiting {
            #expect(waiting.allSatisfy { $0 == id || bench.matchers[id]?.badMatchIDs.contains($0) == true })
        }
        #expect(partners.count == 2000 - waiting.count)
        for (one, other) in partners { #expect(partners[other] == one) }
    }
}
