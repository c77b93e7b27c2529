import Contracts
import MatchmakerCore
import ModesCore
import RuleSetsCore
import Testing

@testable import Simulation

/// Places of running matches that are filled.
@Suite struct BackfillTests {
    @Test("a place is filled: the new player is asked, accepts, gets a pass, and stands in what results is told")
    func filled() throws {
        var (table, match, team) = try RunningMatch.playing()
        #expect(RunningMatch.open(&table, match, team) == nil)
        table.enqueue("e", modes: ["duo"])
        let found = table.state("e")
        #expect(found.kind == .matchFound && found.matchID == match && found.players == 1 && found.accepted == 0)
        #expect(found.matchConfig?.nicknames.contains("e") == true)
        #expect(table.store.matches[match]?.seats.count == 4, "nobody plays who hasn't said yes")
        table.answer("e", match: match)
        let joined = table.view("e")
        #expect(joined.state.kind == .matchConfirmed && joined.state.phase == .matchInProgress)
        #expect(joined.cookieGeneration == 1)
        let config = try #require(table.state("a").matchConfig)
        #expect(config.nicknames.last == "e" && config.factions.last == team)
        guard case .confirmed(let first)? = table.events.first?.content,
            case .confirmed(let last)? = table.events.last?.content
        else { Issue.record("not told"); return }
        #expect(last.booking > first.booking && last.players.map(\.nickname).contains("e"))
        #expect(last.players.map(\.nickname).contains("d"), "who has left is still named")
        table.close(match)
        #expect(table.state("e").kind == .matchComplete && table.state("e").ending == .completed)
        #expect(table.store.tickets.isEmpty && table.store.matches.isEmpty)
    }

    @Test("those who search already are asked at once, the eldest first; parties go where there is room for all")
    func eldest() throws {
        var (table, match, team) = try RunningMatch.playing()
        table.enqueue("x", "y", modes: ["duo"])
        table.now = table.now + .milliseconds(1)
        table.enqueue("e", modes: ["duo"])
        #expect(RunningMatch.open(&table, match, team) == nil)
        #expect(table.state("e").kind == .matchFound && table.state("x").kind == .lookingForMatch)
        table.answer("e", accept: false)
        #expect(table.state("e").reason == .declined && table.view("e").retryAt != nil)
        table.enqueue("f", modes: ["duo"])
        #expect(table.state("f").matchID == match, "the place is open again")
    }

    @Test("who doesn't answer in time is out, and the place goes to the next")
    func silent() throws {
        var (table, match, team) = try RunningMatch.playing()
        #expect(RunningMatch.open(&table, match, team) == nil)
        table.enqueue("e", modes: ["duo"])
        table.enqueue("f", modes: ["duo"])
        table.pass(.seconds(16))
        #expect(table.state("e").reason == .notAccepted && table.state("f").matchID == match)
        table.answer("f")
        #expect(table.state("f").kind == .matchConfirmed)
    }

    @Test("a party joins together when all accept, and is out together when one declines")
    func party() throws {
        var (table, match, team) = try RunningMatch.playing(withMate: true)
        #expect(RunningMatch.open(&table, match, team, 2) == nil)
        table.enqueue("x", "y", modes: ["duo"])
        table.answer("x")
        #expect(table.state("x").kind == .matchFound && table.state("x").accepted == 1)
        table.answer("y", accept: false)
        #expect(table.state("x").reason == .party && table.state("y").reason == .declined)
        #expect(table.view("x").retryAt == nil)
        table.enqueue("v", "w", modes: ["duo"])
        for name in ["v", "w"] { table.answer(name) }
        #expect(table.state("v").kind == .matchConfirmed && table.state("w").kind == .matchConfirmed)
        #expect(table.store.matches[match]?.openings == nil)
    }

    @Test("what can't be filled is refused, and changes nothing")
    func refused() throws {
        var (table, match, team) = try RunningMatch.playing()
        let other = team == "red" ? "blue" : "red"
        #expect(RunningMatch.open(&table, "m00aaaaaaaaaaaaaaaaaaaa", team) == .notFound)
        #expect(RunningMatch.open(&table, match, team, by: "somebody") == .forbidden)
        #expect(RunningMatch.open(&table, match, "green") == .invalid)
        #expect(RunningMatch.open(&table, match, team, 2) == .invalid, "there is one place")
        #expect(RunningMatch.open(&table, match, other) == .invalid, "that team is whole")
        #expect(RunningMatch.close(&table, match, by: "somebody") == .forbidden)
        #expect(RunningMatch.close(&table, match) == nil, "nothing to close")
        #expect(table.store.matches[match]?.openings == nil)
        #expect(RunningMatch.open(&table, match, team) == nil)
        #expect(RunningMatch.open(&table, match, team) == nil, "again")
        #expect(RunningMatch.open(&table, match, team, 2) == .invalid, "there is one place, and it is open")
        #expect(table.store.matches[match]?.openings?.map(\.wanted) == [1])
        table.change(match, .abandoned(reason: "test"))
        #expect(RunningMatch.open(&table, match, team) == .conflict)
        var loading = try WorkerTable(modes: [RunningMatch.mode(asks: false)])
        for name in ["a", "b", "c", "d"] { loading.enqueue(name, modes: ["duo"]) }
        let early = try #require(loading.state("a").matchID)
        #expect(RunningMatch.open(&loading, early, "red") == .conflict, "not in progress yet")
    }

    @Test("when the search is closed or the match ends, those who are asked search on with their age")
    func ended() throws {
        for ending in 0..<3 {
            var (table, match, team) = try RunningMatch.playing()
            #expect(RunningMatch.open(&table, match, team) == nil)
            table.enqueue("e", modes: ["duo"])
            let enqueued = table.state("e").enqueuedAt
            table.pass(.seconds(2))
            switch ending {
            case 0: #expect(RunningMatch.close(&table, match) == nil)
            case 1: table.change(match, .abandoned(reason: "test"))
            default: table.close(match)
            }
            #expect(table.state("e").kind == .lookingForMatch && table.state("e").enqueuedAt == enqueued)
            table.enqueue("f", modes: ["duo"])
            #expect(table.state("f").kind == .lookingForMatch)
        }
    }

    @Test("a mode that fills places by itself does so when somebody has left, without asking where nobody is asked")
    func automatic() throws {
        var (table, match, team) = try RunningMatch.playing(RunningMatch.mode(backfill: true, asks: false))
        table.enqueue("e", modes: ["duo"])
        #expect(table.state("e").kind == .matchConfirmed && table.state("e").matchID == match)
        let seats = try #require(table.store.matches[match]?.seats)
        #expect(seats.last?.faction == team && seats.count == 5)
        table.enqueue("d", modes: ["duo"])
        #expect(table.state("d").kind == .lookingForMatch)
    }

    @Test("who has left a match isn't sent there again, and blocked players don't meet in it")
    func unwanted() throws {
        var (table, match, team) = try RunningMatch.playing()
        #expect(RunningMatch.open(&table, match, team) == nil)
        table.enqueue("d", modes: ["duo"])
        #expect(table.state("d").kind == .lookingForMatch)
        table.store.profiles["e"] = PlayerProfile(blocked: ["a"])
        table.enqueue("e", modes: ["duo"])
        #expect(table.state("e").kind == .lookingForMatch)
        table.enqueue("f", modes: ["duo"])
        #expect(table.state("f").matchID == match)
    }

    @Test("rules hold for who joins: with all who play already")
    func rules() throws {
        let widening =
            #","expansions":[{"target":"rules[near].maxDistance","steps":[{"waitTimeSeconds":30,"value":100}]}]"#
        var (table, match, _) = try RunningMatch.playing(try RunningMatch.near(backfill: true, widening))
        RunningMatch.enqueue(&table, "far", skill: 50)
        #expect(table.state("far").kind == .lookingForMatch)
        table.pass(.seconds(20))
        #expect(table.state("far").kind == .lookingForMatch)
        table.pass(.seconds(12))
        #expect(table.state("far").matchID == match, "the rule has widened")
    }

    @Test("a new owner goes on: those who are asked have more time, and open places stay open")
    func takenOver() throws {
        var (table, match, team) = try RunningMatch.playing(withMate: true)
        #expect(RunningMatch.open(&table, match, team, 2) == nil)
        table.enqueue("e", modes: ["duo"])
        table.pass(.seconds(14))
        table.takeOver()
        table.pass(.seconds(5))
        #expect(table.state("e").kind == .matchFound)
        table.answer("e")
        table.enqueue("f", modes: ["duo"])
        table.answer("f")
        #expect(table.state("e").kind == .matchConfirmed && table.state("f").kind == .matchConfirmed)
    }
}
