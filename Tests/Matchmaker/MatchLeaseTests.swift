import Contracts
import MatchmakerCore
import Testing

@testable import Simulation

@Suite struct MatchLeaseTests {
    @Test("without a free server the match waits, found; one that is offered in time is taken")
    func waitsForServer() throws {
        var table = try WorkerTable(servers: [])
        _ = try table.confirmDuel()
        #expect(table.state("a").kind == .matchFound)
        #expect(table.state("a").waitingFor == .server)
        table.pass(.seconds(20))
        table.offer("late:1")
        table.pass(.seconds(1))
        #expect(table.state("a").matchConfig?.address == "late:1")
    }

    @Test("after 30 s without a server all search on, and aren't proposed again until one is free; others are")
    func noServer() throws {
        var table = try WorkerTable(servers: [])
        let first = try table.confirmDuel()
        let age = table.state("a").enqueuedAt
        table.pass(.seconds(30))
        #expect(table.state("a").kind == .lookingForMatch && table.state("a").enqueuedAt == age)
        table.watch("a", "b")
        table.enqueue("c")
        table.enqueue("d")
        #expect(table.state("c").kind == .matchFound)
        #expect(table.state("a").kind == .lookingForMatch)
        table.answer("c", accept: false)
        table.offer("new:1")
        table.pass(.seconds(1))
        #expect(table.state("a").kind == .matchFound)
        #expect(table.state("a").matchID != first)
        #expect(table.state("b").kind == .lookingForMatch)
    }

    @Test("of those held back only as many are proposed as there are servers")
    func heldBackInNumbers() throws {
        var table = try WorkerTable(servers: [])
        for (first, second) in [("a", "b"), ("c", "d")] { _ = try table.confirmDuel(first, second) }
        table.pass(.seconds(31))
        table.watch("a", "b", "c", "d")
        table.offer("one:1")
        table.pass(.milliseconds(300))
        #expect(["a", "b", "c", "d"].map { table.state($0).kind == .matchFound } == [true, true, false, false])
    }

    @Test("a server that doesn't fetch its match in 15 s is set aside, and another one is booked with new passes")
    func notFetched() throws {
        var table = try WorkerTable(servers: ["s1:1", "s2:1"])
        let match = try table.confirmDuel()
        table.pass(.seconds(15))
        #expect(table.state("a").matchConfig?.address == "s2:1")
        #expect(table.view("a").cookieGeneration == 2)
        #expect(table.store.servers["s1:1"]?.matchID == nil)
        #expect(table.store.servers["s1:1"]?.asideUntil != nil)
        guard case .confirmed(let event)? = table.events.last?.content else { Issue.record("not told"); return }
        #expect(event.matchID == match && event.booking == 2)
        table.pass(.seconds(15))
        #expect(table.state("a").matchID != match)
        guard case .abandonment(let request)? = table.events.last?.content else { Issue.record("not told"); return }
        #expect(request.reason == "notFetched" && request.match.booking == 2)
        #expect(table.store.matches[match]?.stage == .closing)
        table.close(match, .abandoned)
        #expect(table.store.matches[match] == nil)
        #expect(table.state("a").kind == .matchFound)
    }

    @Test("a server that fetched and doesn't begin within 60 s is set aside as well")
    func notStarted() throws {
        var table = try WorkerTable(servers: ["s1:1"])
        _ = try table.confirmDuel()
        _ = table.store.list("s1:1", now: table.now)
        table.pass(.seconds(59))
        #expect(table.state("a").kind == .matchConfirmed)
        table.pass(.seconds(1))
        #expect(table.state("a").kind == .matchFound && table.state("a").waitingFor == .server)
    }

    @Test("any call of the server renews its match; 60 s without one end it as abandoned")
    func silentServer() throws {
        var table = try WorkerTable()
        let match = try table.confirmDuel()
        table.change(match, .inProgress)
        #expect(table.state("a").phase == .matchInProgress)
        for _ in 0..<5 {
            table.pass(.seconds(40))
            _ = table.store.list("s1:1", now: table.now)
        }
        #expect(table.state("a").kind == .matchConfirmed)
        table.pass(.seconds(60))
        #expect(table.state("a").kind == .matchComplete && table.state("a").ending == .abandoned)
        guard case .abandonment(let request)? = table.events.last?.content else { Issue.record("not told"); return }
        #expect(request.reason == "leaseExpired")
        guard case .player? = table.enqueue("a") else { Issue.record("not free"); return }
    }

    @Test("a result that was recorded before the abandonment is what players are told in the end")
    func recordedFirst() throws {
        var table = try WorkerTable()
        let match = try table.confirmDuel()
        table.change(match, .inProgress)
        table.pass(.seconds(61))
        table.enqueue("a")
        table.close(match, .completed)
        #expect(table.state("b").ending == .completed)
        #expect(table.state("a").kind == .lookingForMatch)
        #expect(table.store.matches.isEmpty)
    }

    @Test("a closed match frees players and server, and the result is told for ten minutes")
    func closed() throws {
        var table = try WorkerTable()
        let match = try table.confirmDuel()
        table.change(match, .inProgress)
        #expect(table.close(match) == .done)
        #expect(table.close(match) == .done)
        #expect(table.state("a").kind == .matchComplete && table.state("a").matchData == "{}")
        #expect(table.store.servers["s1:1"]?.matchID == nil)
        #expect(table.store.tickets.isEmpty && table.store.matches.isEmpty)
        let revision = table.state("a").revision
        table.pass(.seconds(600))
        #expect(table.state("a").kind == .notQueued && table.state("a").revision > revision)
    }

    @Test("a server that frees itself is booked for the match that waits, in the same transaction")
    func freedServerIsBooked() throws {
        var table = try WorkerTable()
        let first = try table.confirmDuel("a", "b")
        _ = try table.confirmDuel("c", "d")
        #expect(table.state("c").waitingFor == .server)
        let before = table.transactions
        table.close(first)
        #expect(table.transactions == before + 1)
        #expect(table.state("c").kind == .matchConfirmed)
    }

    @Test("who has left is free at once and stays named; the others play on")
    func left() throws {
        var table = try WorkerTable()
        let match = try table.confirmDuel()
        #expect(table.change(match, .left(nicknames: ["b"])) == .done)
        #expect(table.state("b").kind == .notQueued)
        guard case .player? = table.enqueue("b") else { Issue.record("not free"); return }
        #expect(table.state("a").matchConfig?.nicknames == ["a", "b"])
        table.close(match)
        #expect(table.state("a").kind == .matchComplete)
        #expect(table.state("b").kind == .lookingForMatch)
        guard case .refused(let refusal)? = table.change(match, .left(nicknames: ["x"])) else {
            Issue.record("taken"); return
        }
        #expect(refusal.code == .notFound)
    }

    @Test("only the match's server may speak for it, and only of its players")
    func strangers() throws {
        var table = try WorkerTable()
        let match = try table.confirmDuel()
        guard case .refused(let other)? = table.change(match, .inProgress, by: "somebody") else {
            Issue.record("taken"); return
        }
        #expect(other.code == .forbidden)
        guard case .refused(let name)? = table.change(match, .left(nicknames: ["a", "x"])) else {
            Issue.record("taken"); return
        }
        #expect(name.code == .invalid && name.errors?.map(\.field) == ["left[1]"])
        #expect(table.change(match, .inProgress) == .done)
        #expect(table.change(match, .inProgress) == .done)
        #expect(table.change(match, .abandoned(reason: "crash")) == .done)
        #expect(table.state("a").ending == .abandoned)
        guard case .refused(let late)? = table.change(match, .inProgress) else { Issue.record("taken"); return }
        #expect(late.code == .conflict)
    }

    @Test("signing in anew gives the pass its next generation, for this match alone")
    func cookies() throws {
        var table = try WorkerTable()
        _ = try table.confirmDuel()
        let revision = table.state("a").revision
        table.send(.renewCookie(RenewCookie(commandID: table.nextID(), playerID: "a")))
        #expect(table.view("a").cookieGeneration == 2 && table.view("b").cookieGeneration == 1)
        #expect(table.state("a").revision > revision)
        #expect(table.send(.renewCookie(RenewCookie(commandID: table.nextID(), playerID: "x")))[0] == .done)
    }
}
