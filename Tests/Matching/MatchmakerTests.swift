import Contracts
import MatchingCore
import ModesCore
import RuleSetsCore
import Testing

@Suite struct MatchmakerTests {
    static func mode(_ name: String, _ teams: [(String, Int, Int, Int)]) -> Mode {
        Mode(
            name: ModeName(name),
            ruleSet: RuleSet(
                teams: teams.map { RuleSet.Team(name: $0.0, minPlayers: $0.1, maxPlayers: $0.2, quantity: $0.3) }))
    }

    static let duel = mode("duel", [("red", 1, 1, 1), ("blue", 1, 1, 1)])
    static let duo = mode("duo", [("red", 2, 2, 1), ("blue", 2, 2, 1)])

    private func entry(_ id: String, _ players: Int = 1, at second: Int64, _ modes: String...) -> SearchEntry {
        SearchEntry(
            ticketID: TicketID(id),
            players: (1...players).map { TicketPlayer(playerID: PlayerID("\(id).\($0)"), username: id) },
            enqueuedAt: Timestamp(milliseconds: second * 1000),
            modes: modes.map { ModeName($0) })
    }

    private func teams(_ draft: Draft?) -> [String: [String]]? {
        draft.map { draft in
            Dictionary(uniqueKeysWithValues: draft.teams.map { ($0.faction, $0.tickets.map(\.rawValue)) })
        }
    }

    @Test("the second ticket of a duel makes a match of the two")
    func duelOfTwo() {
        var matchmaker = Matchmaker(modes: [Self.duel])
        matchmaker.add(entry("a", at: 0, "duel"), at: .start)
        #expect(matchmaker.nextDraft(in: "duel") == nil)
        matchmaker.add(entry("b", at: 1, "duel"), at: .start)
        #expect(teams(matchmaker.nextDraft(in: "duel")) == ["red": ["a"], "blue": ["b"]])
        #expect(matchmaker.count == 0)
        #expect(matchmaker.nextDraft(in: "duel") == nil)
    }

    @Test("whoever has waited longest goes first, also when returned to the pool last")
    func eldestFirst() {
        var matchmaker = Matchmaker(modes: [Self.duel])
        matchmaker.add(entry("young", at: 9, "duel"), at: .start)
        matchmaker.add(entry("middle", at: 5, "duel"), at: .start)
        matchmaker.add(entry("old", at: 1, "duel"), at: .start)
        #expect(teams(matchmaker.nextDraft(in: "duel")) == ["red": ["old"], "blue": ["middle"]])
        #expect(matchmaker.playersSearching(in: "duel") == 1)
    }

    @Test("a side that needs nobody may stay empty, and is filled when somebody is there")
    func emptySide() {
        let arena = Self.mode("arena", [("red", 1, 1, 1), ("blue", 1, 1, 1), ("guests", 0, 2, 1)])
        var matchmaker = Matchmaker(modes: [arena])
        matchmaker.add(entry("a", at: 0, "arena"), at: .start)
        #expect(matchmaker.nextDraft(in: "arena") == nil)
        matchmaker.add(entry("b", at: 1, "arena"), at: .start)
        #expect(teams(matchmaker.nextDraft(in: "arena")) == ["red": ["a"], "blue": ["b"], "guests": []])
        for (second, id) in ["c", "d", "e"].enumerated() {
            matchmaker.add(entry(id, at: Int64(second), "arena"), at: .start)
        }
        let filled = teams(matchmaker.nextDraft(in: "arena"))
        #expect(filled?.mapValues(\.count) == ["red": 1, "blue": 1, "guests": 1])
    }

    @Test("a party stays on one side")
    func partyWhole() {
        var matchmaker = Matchmaker(modes: [Self.duo])
        matchmaker.add(entry("one", at: 0, "duo"), at: .start)
        matchmaker.add(entry("pair", 2, at: 1, "duo"), at: .start)
        #expect(matchmaker.nextDraft(in: "duo") == nil)
        matchmaker.add(entry("two", at: 2, "duo"), at: .start)
        #expect(teams(matchmaker.nextDraft(in: "duo")) == ["red": ["pair"], "blue": ["one", "two"]])
    }

    @Test("parties that leave a gap wait for those who fill it, and younger ones may go before them")
    func gaps() {
        var matchmaker = Matchmaker(modes: [Self.mode("three", [("team", 3, 3, 2)])])
        for index in 0..<5 { matchmaker.add(entry("pair\(index)", 2, at: Int64(index), "three"), at: .start) }
        #expect(matchmaker.nextDraft(in: "three") == nil)
        matchmaker.add(entry("single", at: 10, "three"), at: .start)
        #expect(matchmaker.nextDraft(in: "three") == nil)
        matchmaker.add(entry("other", at: 11, "three"), at: .start)
        #expect(
            teams(matchmaker.nextDraft(in: "three")) == [
                "team_1": ["pair0", "single"], "team_2": ["pair1", "other"],
            ])
        #expect(matchmaker.count == 3)
    }

    @Test("a ticket matched in one mode leaves the others in the same step")
    func severalModes() {
        var matchmaker = Matchmaker(modes: [Self.duel, Self.duo])
        matchmaker.add(entry("both", at: 0, "duo", "duel"), at: .start)
        matchmaker.add(entry("duelist", at: 1, "duel"), at: .start)
        #expect(matchmaker.nextDraft(in: "duel") != nil)
        #expect(matchmaker.playersSearching(in: "duo") == 0)
    }

    @Test("sides with room take as many as are there")
    func roomySides() {
        var matchmaker = Matchmaker(modes: [Self.mode("raid", [("raiders", 2, 4, 1), ("boss", 1, 1, 1)])])
        for index in 0..<4 { matchmaker.add(entry("t\(index)", at: Int64(index), "raid"), at: .start) }
        #expect(teams(matchmaker.nextDraft(in: "raid")) == ["raiders": ["t0", "t2", "t3"], "boss": ["t1"]])
    }

    @Test("a removed ticket is never matched, a party too large for every side neither")
    func removedAndTooLarge() {
        var matchmaker = Matchmaker(modes: [Self.duel])
        matchmaker.add(entry("gone", at: 0, "duel"), at: .start)
        matchmaker.add(entry("large", 2, at: 0, "duel"), at: .start)
        matchmaker.remove("gone")
        matchmaker.add(entry("a", at: 1, "duel"), at: .start)
        #expect(matchmaker.nextDraft(in: "duel") == nil)
    }

    @Test("whatever comes and goes: sides are full, parties whole, nobody twice, nobody who left", arguments: 1...40)
    func anything(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let modes = [
            Self.duel, Self.duo, Self.mode("five", [("side", 5, 5, 2)]),
            Self.mode("mixed", [("a", 1, 3, 1), ("b", 2, 2, 2)]),
        ]
        var matchmaker = Matchmaker(modes: modes)
        var open: [TicketID: SearchEntry] = [:]
        for number in 0..<400 {
            if Int.random(in: 0..<5, using: &random) == 0, let id = open.keys.sorted().randomElement(using: &random) {
                open[id] = nil
                matchmaker.remove(id)
            } else {
                let mode = modes.randomElement(using: &random)!
                let size = Int.random(in: 1...mode.ruleSet.largestSide, using: &random)
                let age = Int64.random(in: 0...Int64(number), using: &random)
                let new = entry("t\(number)", size, at: age, mode.name.rawValue)
                open[new.ticketID] = new
                matchmaker.add(new, at: .start)
            }
            for mode in modes {
                while let draft = matchmaker.nextDraft(in: mode.name) {
                    let sides = mode.ruleSet.sides
                    #expect(draft.teams.map(\.faction) == sides.map(\.faction))
                    for (side, team) in zip(sides, draft.teams) {
                        let entries = team.tickets.map { open.removeValue(forKey: $0) }
                        #expect(entries.allSatisfy { $0?.modes == [mode.name] })
                        let players = entries.reduce(0) { $0 + ($1?.players.count ?? 0) }
                        #expect((side.minPlayers...side.maxPlayers).contains(players))
                    }
                }
            }
            #expect(matchmaker.count == open.count)
        }
    }
}

extension Timestamp {
    fileprivate static let start = Timestamp(milliseconds: 0)
}
