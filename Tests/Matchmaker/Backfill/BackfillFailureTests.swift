import Contracts
import MatchmakerCore
import ModesCore
import RuleSetsCore
import Testing

@testable import Simulation

/// Places of running matches, when something else happens meanwhile.
@Suite struct BackfillFailureTests {
    /// E is asked to join a match of a, b and c.
    private static func asking() throws -> (table: WorkerTable, match: MatchID, team: String) {
        var (table, match, team) = try RunningMatch.playing()
        #expect(RunningMatch.open(&table, match, team) == nil)
        table.enqueue("e", modes: ["duo"])
        #expect(table.state("e").kind == .matchFound && table.state("e").matchID == match)
        return (table, match, team)
    }

    private static func confirmations(_ table: WorkerTable) -> [MatchConfirmation] {
        table.events.compactMap { if case .confirmed(let match) = $0.content { match } else { nil } }
    }

    @Test("the match server falls silent: the match is abandoned, and who was asked searches on with their age")
    func serverDies() throws {
        // No time for an answer, but for the server's silence.
        let mode = RunningMatch.mode(patience: .seconds(120))
        var (table, match, team) = try RunningMatch.playing(mode)
        #expect(RunningMatch.open(&table, match, team) == nil)
        table.enqueue("e", modes: ["duo"])
        let enqueued = table.state("e").enqueuedAt
        for _ in 0..<7 {
            table.pass(.seconds(10))
            table.watch("e")
        }
        #expect(table.state("a").kind == .matchComplete && table.state("a").ending == .abandoned)
        #expect(table.state("e").kind == .lookingForMatch && table.state("e").enqueuedAt == enqueued)
        let isRefused = table.answerIsRefused("e")
        #expect(isRefused)
        table.cancel("e")
        #expect(table.state("e").kind == .notQueued && table.state("e").reason == .revoked)
    }

    @Test("an answer that comes after the end of the match changes nothing")
    func lateAnswer() throws {
        var (table, match, _) = try Self.asking()
        table.close(match)
        let isRefused = table.answerIsRefused("e")
        #expect(isRefused)
        #expect(table.state("e").kind == .lookingForMatch)
        #expect(Self.confirmations(table).count == 1)
    }

    @Test("who revokes while being asked has declined; an operator's word is nobody's fault")
    func revoked() throws {
        for reason in [PlayerState.EndReason.revoked, .sessionEnded, .operator] {
            var (table, match, _) = try Self.asking()
            table.cancel("e", reason: reason)
            #expect(table.state("e").kind == .notQueued)
            #expect(table.state("e").reason == (reason == .revoked ? .declined : reason))
            #expect((table.view("e").retryAt == nil) == (reason == .operator))
            table.enqueue("f", modes: ["duo"])
            #expect(table.state("f").matchID == match)
        }
    }

    @Test("the same answer twice is success, another one a conflict, and a command that is told again joins once")
    func answeredTwice() throws {
        var (table, match, _) = try Self.asking()
        let yes = AnswerMatch(commandID: table.nextID(), playerID: "e", matchID: match, accept: true)
        let first = table.send(.answer(yes))[0]
        let again = table.send(.answer(yes))[0]
        #expect(first == again)
        table.answer("e", match: match)
        #expect(table.store.matches[match]?.seats.count == 5)
        #expect(table.store.matches[match]?.joined == 1)
        #expect(Self.confirmations(table).map(\.booking) == [1, 2])
        if case .refused(let refusal)? = table.answer("e", accept: false, match: match) {
            #expect(refusal.code == .conflict)
        } else {
            Issue.record("left by a decline")
        }
    }

    @Test("who is asked can't enqueue again, and is in no second match")
    func once() throws {
        var (table, match, _) = try Self.asking()
        guard case .refused(let refusal)? = table.enqueue("e", modes: ["duo"]) else {
            Issue.record("queued twice"); return
        }
        #expect(refusal.code == .alreadyQueued)
        for name in ["f", "g", "h"] { table.enqueue(name, modes: ["duo"]) }
        #expect(table.state("e").matchID == match)
        for name in ["f", "g", "h"] { #expect(table.state(name).kind == .lookingForMatch) }
    }

    @Test("a commit that failed has asked nobody; the next tries again")
    func commitFails() throws {
        var (table, match, team) = try RunningMatch.playing()
        #expect(RunningMatch.open(&table, match, team) == nil)
        table.commitFailures = [.unknown]
        table.enqueue("e", modes: ["duo"])
        table.pass(.seconds(1))
        #expect(table.state("e").matchID == match)
        #expect(table.store.matches[match]?.joinings?.count == 1)
        table.commitFailures = [.unknown]
        table.answer("e")
        table.pass(.seconds(1))
        #expect(table.state("e").kind == .matchConfirmed && table.store.matches[match]?.seats.count == 5)
    }

    @Test("places of both sides are sought at once, and closed at once")
    func bothSides() throws {
        var (table, match, _) = try RunningMatch.playing()
        let config = try #require(table.state("a").matchConfig)
        let other = try #require(zip(config.nicknames, config.factions).first { $0.1 != Self.team(of: "d", config) })
        table.change(match, .left(nicknames: [other.0]))
        #expect(RunningMatch.open(&table, match, "red") == nil)
        #expect(RunningMatch.open(&table, match, "blue") == nil)
        table.enqueue("e", modes: ["duo"])
        table.enqueue("f", modes: ["duo"])
        for name in ["e", "f"] { #expect(table.state(name).matchID == match) }
        table.answer("e")
        #expect(RunningMatch.close(&table, match) == nil)
        #expect(table.state("e").kind == .matchConfirmed && table.state("f").kind == .lookingForMatch)
        #expect(table.store.matches[match]?.openings == nil && table.store.matches[match]?.joinings == nil)
    }

    private static func team(of name: String, _ config: MatchConfig) -> String? {
        config.nicknames.firstIndex(of: name).map { config.factions[$0] }
    }

    @Test("another number of places for a team is a conflict while it is open")
    func otherNumber() throws {
        var (table, match, team) = try RunningMatch.playing(withMate: true)
        #expect(RunningMatch.open(&table, match, team, 1) == nil)
        #expect(RunningMatch.open(&table, match, team, 2) == .conflict)
        #expect(table.store.matches[match]?.openings?.map(\.wanted) == [1])
    }

    @Test("a mode that fills places by itself fills those, too, that were free at the start")
    func freeAtTheStart() throws {
        let mode = Mode(
            name: "duo", acceptanceRequired: false, backfill: true,
            ruleSet: RuleSet(teams: [
                RuleSet.Team(name: "red", minPlayers: 1, maxPlayers: 2),
                RuleSet.Team(name: "blue", minPlayers: 1, maxPlayers: 1),
            ]))
        var table = try WorkerTable(modes: [mode])
        for name in ["a", "b"] { table.enqueue(name, modes: ["duo"]) }
        let match = try #require(table.state("a").matchID)
        table.enqueue("e", modes: ["duo"])
        #expect(table.state("e").kind == .lookingForMatch, "not while it loads")
        table.change(match, .inProgress)
        #expect(table.state("e").matchID == match && table.state("e").kind == .matchConfirmed)
        #expect(table.state("e").matchConfig?.factions.last == "red")
        table.change(match, .inProgress)
        #expect(table.store.matches[match]?.openings == nil)
        table.enqueue("f", modes: ["duo"])
        #expect(table.state("f").kind == .lookingForMatch)
    }

    @Test(
        "with backfillPriority low a new match comes first, else the open place",
        arguments: Algorithm.BackfillPriority.allCases)
    func priority(_ priority: Algorithm.BackfillPriority) throws {
        var mode = RunningMatch.mode(asks: false)
        mode.ruleSet.algorithm.backfillPriority = priority
        var (table, match, team) = try RunningMatch.playing(mode)
        table.offer("s2:1")
        #expect(RunningMatch.open(&table, match, team) == nil)
        for name in ["e", "f", "g"] {
            table.store.profiles[PlayerID(name)] = PlayerProfile(blocked: ["a"])
            table.enqueue(name, modes: ["duo"])
            #expect(table.state(name).kind == .lookingForMatch)
        }
        table.enqueue("h", modes: ["duo"])
        #expect((table.state("h").matchID == match) == (priority != .low))
        #expect((table.state("e").kind == .matchConfirmed) == (priority == .low))
    }

    @Test("whoever fits is found, however many of the eldest don't, a part of them in each step")
    func crowd() throws {
        var (table, match, team) = try RunningMatch.playing(try RunningMatch.near())
        for number in 0..<450 { RunningMatch.enqueue(&table, "far\(number)", skill: 50) }
        table.now = table.now + .milliseconds(1)
        RunningMatch.enqueue(&table, "near", skill: 0)
        #expect(RunningMatch.open(&table, match, team) == nil)
        #expect(table.state("near").kind == .lookingForMatch)
        table.pass(.seconds(1))
        #expect(table.state("near").matchID == match)
        #expect(table.timer.map { $0 > table.now + .seconds(5) } ?? true, "nothing is looked for any more")
    }

    @Test("who has joined and signs in again gets another pass")
    func newPass() throws {
        var (table, match, _) = try Self.asking()
        table.answer("e")
        table.send(.renewCookie(RenewCookie(commandID: table.nextID(), playerID: "e")))
        #expect(table.view("e").cookieGeneration == 2)
        #expect(table.store.matches[match]?.seats.last?.cookieGeneration == 2)
    }
}

extension WorkerTable {
    /// Whether a word on a match found is a conflict, since none is.
    fileprivate mutating func answerIsRefused(_ name: String) -> Bool {
        if case .refused(let refusal)? = answer(name) { refusal.code == .conflict } else { false }
    }
}
