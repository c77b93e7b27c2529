import Contracts
import MatchmakerCore
import Testing

@testable import Simulation

/// What a shard's owner does for parties.
@Suite struct PartyTicketTests {
    private static let stamp = PartyStamp(partyID: "p1", revision: 7)

    /// A table at which these players are a party.
    private func table(_ names: String...) throws -> WorkerTable {
        var table = try WorkerTable()
        for name in names { table.store.profiles[PlayerID(name)] = PlayerProfile(party: Self.stamp) }
        return table
    }

    @discardableResult
    private func enqueue(
        _ table: inout WorkerTable, _ names: String..., stamp: PartyStamp? = stamp, mode: ModeName = "duo"
    ) -> CommandReply? {
        table.send(
            .enqueue(
                EnqueueTicket(
                    commandID: table.nextID(),
                    players: names.map { TicketPlayer(playerID: PlayerID($0), username: $0) }, modes: [mode],
                    gateway: WorkerTable.gateway, party: stamp)))[0]
    }

    private func refusal(_ reply: CommandReply?) -> Refusal? {
        if case .refused(let refusal)? = reply { refusal } else { nil }
    }

    @Test("a party searches as one ticket, and stays together in a team")
    func oneTicket() throws {
        var table = try table("ann", "bob")
        guard case .player(let view)? = enqueue(&table, "ann", "bob") else { Issue.record("refused"); return }
        #expect(table.state("bob").ticketID == view.state.ticketID)
        for name in ["x", "y"] { table.enqueue(name, modes: ["duo"]) }
        let config = try #require(table.state("bob").matchConfig)
        let factions = Dictionary(uniqueKeysWithValues: zip(config.nicknames, config.factions))
        #expect(factions["ann"] == factions["bob"] && factions["x"] == factions["y"])
        #expect(factions["ann"] != factions["x"])
    }

    @Test("who is in a party doesn't search alone, and the answer is the same once the party searches")
    func notAlone() throws {
        var table = try table("ann", "bob")
        #expect(refusal(enqueue(&table, "bob", stamp: nil))?.code == .inParty)
        #expect(refusal(enqueue(&table, "x", "bob", stamp: nil))?.code == .inParty)
        enqueue(&table, "ann", "bob")
        #expect(refusal(enqueue(&table, "bob", stamp: nil))?.code == .inParty)
        let again = refusal(enqueue(&table, "ann", "bob"))
        #expect(again?.code == .alreadyQueued && again?.ticketID == table.state("ann").ticketID)
    }

    @Test("an enqueue that read an older party is refused, whoever of them isn't in it any more")
    func changed() throws {
        var table = try table("ann", "bob")
        #expect(
            refusal(enqueue(&table, "ann", "bob", stamp: PartyStamp(partyID: "p1", revision: 6)))?.code
                == .partyChanged)
        table.store.profiles["bob"]?.party = nil
        #expect(refusal(enqueue(&table, "ann", "bob"))?.code == .partyChanged)
        table.store.profiles["bob"]?.party = PartyStamp(partyID: "p2", revision: 7)
        #expect(refusal(enqueue(&table, "ann", "bob"))?.code == .partyChanged)
        #expect(table.store.tickets.isEmpty)
        #expect(table.store.players["ann"]?.isFree ?? true)
    }

    @Test("a refusal for the party's sake is no answer for good: the same command fares better later")
    func sameCommand() throws {
        var table = try table("ann", "bob")
        let id = table.nextID()
        let players = ["ann", "bob"].map { TicketPlayer(playerID: PlayerID($0), username: $0) }
        let alone = EnqueueTicket(
            commandID: id, players: [players[0]], modes: ["duo"], gateway: WorkerTable.gateway)
        #expect(refusal(table.send(.enqueue(alone))[0])?.code == .inParty)
        var together = alone
        together.players = players
        together.party = Self.stamp
        guard case .player? = table.send(.enqueue(together))[0] else { Issue.record("refused"); return }
        guard case .player? = table.send(.enqueue(alone))[0] else { Issue.record("carried out again"); return }
    }

    @Test("who is let go and enqueued in one step is in a party all the same")
    func inOneStep() throws {
        var table = try table("ann", "bob")
        enqueue(&table, "ann", "bob")
        let leave = CancelTicket(commandID: table.nextID(), playerID: "bob", reason: .revoked)
        let alone = table.enqueueCommand(["ann"], ["duel"])
        let replies = table.send(.cancel(leave), alone)
        #expect(refusal(replies[1])?.code == .inParty)
        #expect(table.state("ann").reason == .party)
    }

    @Test("no ticket for a party that is too large, that has somebody in a match, cooling down or blocked")
    func refused() throws {
        var table = try table("ann", "bob")
        let large = refusal(enqueue(&table, "ann", "bob", mode: "duel"))
        #expect(large?.code == .invalid)
        #expect(large?.errors?.first?.message.contains("'duel'") == true)
        table.store.profiles["bob"]?.blocked = ["ann"]
        #expect(refusal(enqueue(&table, "ann", "bob"))?.code == .conflict)
        table.store.profiles["bob"]?.blocked = []
        table.store.profiles["bob"]?.party = nil
        table.enqueue("x")
        table.enqueue("bob")
        table.answer("bob", accept: false)
        table.store.profiles["bob"]?.party = Self.stamp
        let cooling = refusal(enqueue(&table, "ann", "bob"))
        #expect(cooling?.code == .coolDown && cooling?.detail?.contains("bob") == true)
        #expect(table.state("ann").kind == .notQueued)
    }

    @Test("a decline takes the whole party out, and only the decliner cools down")
    func declined() throws {
        var table = try table("ann", "bob")
        enqueue(&table, "ann", "bob")
        for name in ["x", "y"] { table.enqueue(name, modes: ["duo"]) }
        for name in ["ann", "x", "y"] { table.answer(name) }
        table.answer("bob", accept: false)
        #expect(table.state("bob").reason == .declined && table.view("bob").retryAt != nil)
        #expect(table.state("ann").reason == .party && table.view("ann").retryAt == nil)
        #expect(table.state("x").kind == .lookingForMatch)
    }

    @Test("leaving a party ends its ticket; after a match was found it is a decline of who asks")
    func left() throws {
        var table = try table("ann", "bob")
        enqueue(&table, "ann", "bob")
        table.cancel("bob", reason: .party)
        #expect(table.state("bob").reason == .party && table.state("ann").reason == .party)
        enqueue(&table, "ann", "bob")
        for name in ["x", "y"] { table.enqueue(name, modes: ["duo"]) }
        table.cancel("ann", reason: .party)  // the leader takes bob out
        #expect(table.view("ann").retryAt != nil && table.view("bob").retryAt == nil)
        #expect(table.state("x").kind == .lookingForMatch)
    }

    @Test("a member who says nothing for a minute ends the ticket and leaves the party; nobody is to blame")
    func silent() throws {
        var table = try table("ann", "bob")
        enqueue(&table, "ann", "bob")
        table.pass(.seconds(40))
        table.watch("ann")
        table.pass(.seconds(21))
        #expect(table.state("bob").reason == .disconnected && table.state("ann").reason == .party)
        #expect(table.view("bob").retryAt == nil && table.view("ann").retryAt == nil)
        #expect(table.partyLeavers == ["bob"])
        table.enqueue("x")
        table.pass(.seconds(61))
        #expect(table.state("x").reason == .disconnected)
        #expect(table.partyLeavers == ["bob"], "x was in no party")
    }

    @Test("the leader's gateway is told of the leader alone; the others' gateways of the others")
    func told() throws {
        var table = try table("ann", "bob")
        table.hear(.watched(WatchPlayers(gateway: "g2", players: ["bob"])))
        enqueue(&table, "ann", "bob")
        #expect(table.told[WorkerTable.gateway]?.map(\.state.playerID) == ["ann"])
        #expect(table.told["g2"]?.map(\.state.playerID) == ["bob"])
        #expect(table.told["g2"]?.first?.state.kind == .lookingForMatch)
    }
}
