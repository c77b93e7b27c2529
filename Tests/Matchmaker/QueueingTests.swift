import Contracts
import MatchmakerCore
import Testing

@testable import Simulation

@Suite struct QueueingTests {
    @Test("an enqueued player looks for a match, and the one who completes it hears so before MatchFound")
    func enqueueing() throws {
        var table = try WorkerTable()
        guard case .player(let first)? = table.enqueue("a") else { Issue.record("refused"); return }
        #expect(first.state.kind == .lookingForMatch)
        #expect(first.state.modes == ["duel"])
        table.pass(.seconds(2))
        guard case .player(let second)? = table.enqueue("b") else { Issue.record("refused"); return }
        #expect(second.state.kind == .lookingForMatch)
        for name in ["a", "b"] {
            let state = table.state(name)
            #expect(state.kind == .matchFound)
            #expect(state.accepted == 0 && state.players == 2 && state.waitingFor == .players)
            #expect(state.acceptBy == table.now + .seconds(15))
            #expect(state.matchConfig?.address == nil)
            #expect(state.matchConfig?.nicknames == ["a", "b"])
        }
        #expect(table.state("b").revision > second.state.revision)
        #expect(table.told[WorkerTable.gateway]?.map(\.state.kind) == [.lookingForMatch, .matchFound, .matchFound])
    }

    @Test("enqueueing that completes a match takes one transaction, and the last acceptance too")
    func oneTransaction() throws {
        var table = try WorkerTable()
        table.enqueue("a")
        let before = table.transactions
        table.enqueue("b")
        #expect(table.transactions == before + 1)
        table.answer("a")
        table.answer("b")
        #expect(table.transactions == before + 3)
        #expect(table.state("a").kind == .matchConfirmed)
    }

    @Test("who has a ticket gets no second, who is in a match none at all")
    func once() throws {
        var table = try WorkerTable()
        guard case .player(let view)? = table.enqueue("a"), let ticketID = view.state.ticketID else {
            Issue.record("refused")
            return
        }
        #expect(table.enqueue("a") == .refused(Refusal(.alreadyQueued, ticketID: ticketID)))
        table.enqueue("b")
        #expect(table.enqueue("a") == .refused(Refusal(.alreadyQueued, ticketID: ticketID)))
        let match = try #require(table.state("a").matchID)
        table.answer("a")
        table.answer("b")
        #expect(table.enqueue("a") == .refused(Refusal(.inMatch, matchID: match)))
    }

    @Test("of a party with somebody who is busy nobody is taken")
    func partyWithBusyMember() throws {
        var table = try WorkerTable()
        table.enqueue("a", modes: ["duo"])
        guard case .refused(let refusal)? = table.enqueue("b", "a", modes: ["duo"]) else {
            Issue.record("taken"); return
        }
        #expect(refusal.code == .alreadyQueued)
        #expect(table.store.players["b"]?.isFree ?? true)
        guard case .player? = table.enqueue("b", modes: ["duo"]) else { Issue.record("refused"); return }
    }

    @Test("a command that was carried out is answered the same again, and does nothing")
    func retries() throws {
        var table = try WorkerTable()
        let command = table.enqueueCommand(["a"])
        let first = table.send(command)[0]
        #expect(table.send(command)[0] == first)
        #expect(table.send(command, command) == [first, first])
        table.cancel("a")
        #expect(table.send(command)[0] == first)
        #expect(table.state("a").reason == .revoked)
        #expect(table.store.tickets.isEmpty)
    }

    @Test("wrong modes are refused with the known ones, another shard's are sent on")
    func wrongModes() throws {
        var other = SampleModes.duel
        other.name = "joust"
        other.group = "far"
        var table = try WorkerTable(modes: [SampleModes.duel, SampleModes.duo, other])
        guard case .refused(let unknown)? = table.enqueue("a", modes: ["golf"]) else { Issue.record("taken"); return }
        #expect(unknown.code == .unknownMode && unknown.known == ["duel", "duo", "joust"])
        guard case .refused(let mixed)? = table.enqueue("a", modes: ["duel", "joust"]) else {
            Issue.record("taken"); return
        }
        #expect(mixed.code == .unknownMode)
        guard case .refused(let none)? = table.enqueue("a", modes: []) else { Issue.record("taken"); return }
        #expect(none.code == .invalid)
        guard case .refused(let large)? = table.enqueue("a", "b", modes: ["duel"]) else {
            Issue.record("taken"); return
        }
        #expect(large.code == .invalid)
        #expect(table.enqueue("a", modes: ["joust"]) == .moved)
    }

    @Test("leaving the queue is told, and leaving nothing is fine")
    func leaving() throws {
        var table = try WorkerTable()
        table.enqueue("a")
        guard case .player(let view)? = table.cancel("a") else { Issue.record("refused"); return }
        #expect(view.state.kind == .notQueued && view.state.reason == .revoked)
        guard case .player? = table.cancel("a"), case .player? = table.cancel("nobody") else {
            Issue.record("refused")
            return
        }
        table.enqueue("b")
        #expect(table.state("b").kind == .lookingForMatch)
    }

    @Test("a search ends with the mode's time, a silent player's after a minute, without a cool-down")
    func leases() throws {
        var table = try WorkerTable()
        table.enqueue("silent")
        table.pass(.seconds(59))
        #expect(table.state("silent").kind == .lookingForMatch)
        table.pass(.seconds(2))
        #expect(table.state("silent").reason == .disconnected)
        table.enqueue("patient")
        for _ in 0..<25 {
            table.pass(.seconds(25))
            table.watch("patient")
        }
        #expect(table.state("patient").reason == .expired)
        guard case .player? = table.enqueue("patient") else { Issue.record("cooling down"); return }
    }

    @Test(
        "a log-out that is heard of late ends what its session or an earlier one asked for, and nothing that came after"
    )
    func lateLogOut() throws {
        var table = try WorkerTable()
        let signedIn = Timestamp(milliseconds: 1_000_000)
        let player = TicketPlayer(playerID: "ann", username: "ann", signedInAt: signedIn)
        table.send(
            .enqueue(
                EnqueueTicket(
                    commandID: table.nextID(), players: [player], modes: ["duel"], gateway: WorkerTable.gateway)))
        func logOut(at moment: Timestamp) {
            table.send(
                .cancel(
                    CancelTicket(
                        commandID: table.nextID(), playerID: "ann", reason: .sessionEnded, sparesLaterThan: moment)))
        }
        logOut(at: Timestamp(milliseconds: 999_999))
        #expect(table.state("ann").kind == .lookingForMatch)
        logOut(at: signedIn)
        #expect(table.state("ann").reason == .sessionEnded)
        // Of a gateway that doesn't say when its players signed in.
        table.enqueue("ann")
        logOut(at: Timestamp(milliseconds: 999_999))
        #expect(table.state("ann").reason == .sessionEnded)
    }

    @Test("one member's leaving ends a party's ticket")
    func partyMemberLeaves() throws {
        var table = try WorkerTable()
        table.enqueue("leader", "member", modes: ["duo"])
        table.cancel("member")
        #expect(table.state("member").reason == .revoked)
        #expect(table.state("leader").reason == .party)
    }

    @Test("a ticket for two modes leaves the other when one matches")
    func twoModes() throws {
        var table = try WorkerTable()
        table.enqueue("a", modes: ["duo", "duel"])
        table.enqueue("b")
        #expect(table.state("a").mode == "duel")
        for name in ["c", "d", "e"] { table.enqueue(name, modes: ["duo"]) }
        #expect(table.state("c").kind == .lookingForMatch)
    }
}
