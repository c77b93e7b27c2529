import Contracts
import MatchmakerCore
import Testing

@testable import Simulation

@Suite struct ReadyCheckTests {
    @Test("when all accept the match is confirmed on a server, with a pass each")
    func confirmed() throws {
        var table = try WorkerTable()
        let match = try table.confirmDuel()
        for name in ["a", "b"] {
            let view = table.view(name)
            #expect(view.state.kind == .matchConfirmed && view.state.phase == .playersLoading)
            #expect(view.state.matchConfig?.address == "s1:1")
            #expect(view.cookieGeneration == 1)
        }
        #expect(table.store.servers["s1:1"]?.matchID == match)
        guard case .confirmed(let event)? = table.events.last?.content else { Issue.record("not told"); return }
        #expect(event.matchID == match && event.booking == 1 && event.players.map(\.faction) == ["red", "blue"])
    }

    @Test("the same answer again is fine, also after confirmation; the other one isn't")
    func repeated() throws {
        var table = try WorkerTable()
        let match = try table.findDuel()
        table.answer("a")
        guard case .player? = table.answer("a") else { Issue.record("refused"); return }
        guard case .refused(let other)? = table.answer("a", accept: false) else { Issue.record("taken"); return }
        #expect(other.code == .conflict)
        guard case .refused? = table.answer("b", match: "m00somethingelse") else { Issue.record("taken"); return }
        table.answer("b", match: match)
        guard case .player(let view)? = table.answer("a") else { Issue.record("refused"); return }
        #expect(view.state.kind == .matchConfirmed)
        guard case .refused? = table.answer("stranger") else { Issue.record("taken"); return }
    }

    @Test("a decline sends the other back with age kept, and only the decliner cools down")
    func declined() throws {
        var table = try WorkerTable()
        table.enqueue("a")
        let age = try #require(table.state("a").enqueuedAt)
        table.pass(.seconds(5))
        table.enqueue("b")
        table.answer("a")
        guard case .player(let view)? = table.answer("b", accept: false) else { Issue.record("refused"); return }
        #expect(view.state.reason == .declined)
        #expect(view.retryAt == table.now + .seconds(10))
        #expect(table.state("a").kind == .lookingForMatch && table.state("a").enqueuedAt == age)
        #expect(table.enqueue("b") == .refused(Refusal(.coolDown, retryAfterSeconds: 10)))
        guard case .player? = table.answer("b", accept: false) else {
            Issue.record("a second decline is refused"); return
        }
        table.pass(.seconds(10))
        guard case .player? = table.enqueue("b") else { Issue.record("still cooling down"); return }
        #expect(table.state("a").kind == .matchFound)
    }

    @Test("whoever lets the time pass leaves with a cool-down, the acceptor searches on")
    func timedOut() throws {
        var table = try WorkerTable()
        _ = try table.findDuel()
        table.answer("a")
        table.pass(.seconds(14))
        #expect(table.state("a").kind == .matchFound)
        table.pass(.seconds(1))
        #expect(table.state("a").kind == .lookingForMatch)
        #expect(table.state("b").reason == .notAccepted)
        #expect(table.store.players["b"]?.coolDown.faults == 1)
        #expect(table.store.players["a"]?.coolDown.faults == 0)
    }

    @Test("leaving after a match is found is a decline, after its confirmation refused")
    func leaving() throws {
        var table = try WorkerTable()
        _ = try table.findDuel()
        table.answer("b")
        guard case .player(let view)? = table.cancel("b") else { Issue.record("refused"); return }
        #expect(view.state.reason == .declined && view.retryAt != nil)
        table.enqueue("c")
        table.answer("a")
        table.answer("c")
        guard case .refused(let refusal)? = table.cancel("c") else { Issue.record("left a confirmed match"); return }
        #expect(refusal.code == .conflict)
    }

    @Test("a party's decliner takes the party out, and cools down alone")
    func party() throws {
        var table = try WorkerTable()
        table.enqueue("a1", "a2", modes: ["duo"])
        table.enqueue("b1", "b2", modes: ["duo"])
        table.answer("a1")
        table.answer("a2", accept: false)
        #expect(table.state("a1").reason == .party && table.view("a1").retryAt == nil)
        #expect(table.state("a2").reason == .declined && table.view("a2").retryAt != nil)
        #expect(table.state("b1").kind == .lookingForMatch)
    }

    @Test("a mode without a ready check is confirmed in the step in which it is found")
    func withoutReadyCheck() throws {
        var mode = SampleModes.duel
        mode.acceptanceRequired = false
        var table = try WorkerTable(modes: [mode])
        table.enqueue("a")
        let before = table.transactions
        table.enqueue("b")
        #expect(table.state("a").kind == .matchConfirmed)
        #expect(table.transactions == before + 1)
    }

    @Test("after a change of owner an open check gets 10 s, and silence is no fault")
    func takeOver() throws {
        var table = try WorkerTable()
        _ = try table.findDuel()
        table.answer("a")
        table.pass(.seconds(13))
        table.takeOver()
        #expect(table.state("a").acceptBy == table.now + .seconds(10))
        table.pass(.seconds(9))
        #expect(table.state("a").kind == .matchFound)
        table.pass(.seconds(1))
        #expect(table.state("b").reason == .notAccepted)
        #expect(table.view("b").retryAt == nil)
        #expect(table.state("a").kind == .lookingForMatch)
    }

    @Test("while the broker is away nothing is decided, and afterwards there is time to answer")
    func brokerAway() throws {
        var table = try WorkerTable()
        _ = try table.findDuel()
        table.answer("a")
        table.pass(.seconds(10))
        table.hear(.linkDown)
        table.pass(.seconds(90))
        #expect(table.state("b").kind == .matchFound)
        table.hear(.linkUp)
        #expect(table.state("b").acceptBy == table.now + .seconds(10))
        table.answer("b")
        #expect(table.state("b").kind == .matchConfirmed)
    }

    @Test("cool-downs double up to five minutes, and are forgiven one by one")
    func coolDowns() {
        var coolDown = CoolDown()
        var now = Timestamp(milliseconds: 0)
        var lengths: [Int64] = []
        for _ in 0..<7 {
            coolDown.addFault(at: now)
            lengths.append((coolDown.until! - now).milliseconds / 1000)
            now = now + .seconds(1)
        }
        #expect(lengths == [10, 20, 40, 80, 160, 300, 300])
        now = now + .seconds(1200)
        coolDown.addFault(at: now)
        #expect(coolDown.faults == 5, "two were forgiven, one came")
        #expect(coolDown.remaining(at: now) == .seconds(160))
        now = now + .seconds(599)
        coolDown.addFault(at: now)
        #expect(coolDown.remaining(at: now) == .seconds(300), "nothing is forgiven before ten minutes")
    }

    @Test("an hour after the last of many faults all are forgiven")
    func forgiven() {
        var coolDown = CoolDown()
        var now = Timestamp(milliseconds: 0)
        for _ in 0..<50 {
            coolDown.addFault(at: now)
            #expect(coolDown.remaining(at: now) ?? .zero <= CoolDown.longest)
            now = now + .seconds(300)
        }
        now = now + .seconds(3300)
        #expect(coolDown.remaining(at: now) == nil)
        coolDown.addFault(at: now)
        #expect(coolDown.remaining(at: now) == .seconds(10))
    }

    @Test("who declines again and again is kept out longer each time, and is told for how long; later for less")
    func growing() throws {
        var table = try WorkerTable()
        func decline(_ number: Int) throws -> Int? {
            _ = try table.findDuel("x\(number)", "b")
            table.answer("x\(number)")
            table.answer("b", accept: false)
            #expect(table.state("x\(number)").kind == .lookingForMatch, "who accepted searches on")
            table.cancel("x\(number)")
            guard case .refused(let refusal)? = table.enqueue("b") else { return nil }
            return refusal.retryAfterSeconds
        }
        var told = [try decline(1)]
        table.pass(.seconds(10))
        told.append(try decline(2))
        table.pass(.seconds(20))
        told.append(try decline(3))
        table.pass(.seconds(1201))
        told.append(try decline(4))
        #expect(told == [10, 20, 40, 20])
    }
}
