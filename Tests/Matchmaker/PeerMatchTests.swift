import Contracts
import MatchmakerCore
import ModesCore
import RuleSetsCore
import Testing

@testable import Simulation

/// Matches that players play among themselves.
@Suite struct PeerMatchTests {
    private static let meet = Mode(
        name: "meet", placement: .peer, ruleSet: RuleSet(teams: [.init(name: "all", minPlayers: 2, maxPlayers: 2)]))

    private func enqueue(_ table: inout WorkerTable, _ name: String, _ address: PeerAddress?) -> CommandReply? {
        table.send(
            .enqueue(
                EnqueueTicket(
                    commandID: table.nextID(),
                    players: [TicketPlayer(playerID: PlayerID(name), username: name, address: address)],
                    modes: ["meet"], gateway: WorkerTable.gateway)))[0]
    }

    @Test("once it is confirmed each is told where the others are; the first hosts, and nobody is told before")
    func addresses() throws {
        var table = try WorkerTable(modes: [Self.meet], servers: [])
        _ = enqueue(&table, "a", PeerAddress(ip: "192.0.2.1", port: 4000))
        _ = enqueue(&table, "b", PeerAddress(ip: "2001:db8::1", port: 5000))
        #expect(table.state("a").kind == .matchFound)
        #expect(table.state("a").matchConfig?.addresses == nil && table.state("a").matchConfig?.address == nil)
        table.answer("a")
        table.answer("b")
        let config = try #require(table.state("b").matchConfig)
        #expect(config.nicknames == ["a", "b"])
        #expect(config.addresses == ["192.0.2.1:4000", "[2001:db8::1]:5000"] && config.address == "192.0.2.1:4000")
        guard case .confirmed(let event)? = table.events.first?.content else { Issue.record("not told"); return }
        #expect(event.address == "" && event.serverUser == "")
    }

    @Test(
        "who says not where to be reached is refused, naming what is missing",
        arguments: [nil, PeerAddress(ip: "192.0.2.1")])
    func refused(address: PeerAddress?) throws {
        var table = try WorkerTable(modes: [Self.meet], servers: [])
        guard case .refused(let refusal)? = enqueue(&table, "a", address) else { Issue.record("taken"); return }
        #expect(refusal.code == .invalid && refusal.errors?.map(\.field) == ["ipAddress"])
    }

    @Test("it is left by its players, and over when all have")
    func leaving() throws {
        var table = try WorkerTable(modes: [Self.meet], servers: [])
        for (name, port) in [("a", UInt16(1)), ("b", 2)] {
            _ = enqueue(&table, name, PeerAddress(ip: "192.0.2.1", port: port))
        }
        for name in ["a", "b"] { table.answer(name) }
        for name in ["a", "b"] { table.cancel(name) }
        guard case .abandonment(let request)? = table.events.last?.content else { Issue.record("not told"); return }
        #expect(request.reason == "deserted")
    }
}
