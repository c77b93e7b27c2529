import Contracts
import MatchmakerCore
import ModesCore
import RuleSetsCore
import Testing

@testable import Simulation

/// Matches on streaming hosts.
@Suite struct HostedMatchTests {
    private static let stream = Mode(
        name: "stream", placement: .host,
        ruleSet: RuleSet(teams: [.init(name: "all", minPlayers: 2, maxPlayers: 2)]))

    private static func accepted(hosts: Int = 1) throws -> (WorkerTable, MatchID) {
        var table = try WorkerTable(modes: [stream], servers: [])
        table.hosts.free = hosts
        for name in ["a", "b"] {
            table.send(
                .enqueue(
                    EnqueueTicket(
                        commandID: table.nextID(),
                        players: [TicketPlayer(playerID: PlayerID(name), username: name, latencies: ["eu": 20])],
                        modes: ["stream"], gateway: WorkerTable.gateway)))
        }
        let match = try #require(table.state("a").matchID)
        table.answer("a")
        table.answer("b")
        return (table, match)
    }

    @Test("a host is kept in the match's region once all have accepted, and then the match is confirmed")
    func confirmed() throws {
        let (table, match) = try Self.accepted()
        #expect(table.hosts.asked == [HostRequest(matchID: match, regions: ["eu"])])
        let state = table.state("a")
        #expect(state.kind == .matchConfirmed && state.matchConfig?.region == "eu" && state.matchConfig?.address == nil)
        #expect(state.matchConfig?.host?.roomID == "room" && state.matchConfig?.host?.signalingURL == "ws://signal")
        guard case .confirmed(let event)? = table.events.first?.content else { Issue.record("not told"); return }
        #expect(event.serverUser == "" && event.region == "eu")
    }

    @Test("without a free host it waits, found; one that becomes free in time is taken")
    func waits() throws {
        var (table, _) = try Self.accepted(hosts: 0)
        #expect(table.state("a").kind == .matchFound && table.state("a").waitingFor == .server)
        table.pass(.seconds(20))
        table.hosts.free = 1
        table.pass(.seconds(1))
        #expect(table.state("a").kind == .matchConfirmed)
    }

    @Test("after 30 s without one all search on, and are proposed again when a host is free")
    func none() throws {
        var (table, first) = try Self.accepted(hosts: 0)
        table.pass(.seconds(31))
        table.watch("a", "b")
        #expect(table.state("a").kind == .lookingForMatch)
        table.hosts.free = 1
        table.pass(.seconds(1))
        #expect(table.state("a").kind == .matchFound && table.state("a").matchID != first)
    }

    @Test("while hosts can't be asked nothing is lost")
    func away() throws {
        var (table, match) = try Self.accepted(hosts: 0)
        table.hosts.free = 1
        table.hosts.isAway = true
        table.pass(.seconds(10))
        #expect(table.state("a").kind == .matchFound)
        table.hosts.isAway = false
        table.pass(.seconds(1))
        #expect(table.state("a").kind == .matchConfirmed)
        table.hosts.isAway = true
        table.hosts.leave(match)
        table.pass(.seconds(200))
        #expect(table.state("a").kind == .matchConfirmed)
    }

    @Test("it is under way once its players are at the host, and ends when they have gone")
    func session() throws {
        var (table, match) = try Self.accepted()
        table.hosts.inSession = [match]
        table.pass(.seconds(16))
        #expect(table.state("a").phase == .matchInProgress)
        table.pass(.seconds(3600))
        #expect(table.state("a").kind == .matchConfirmed)
        table.hosts.leave(match)
        table.pass(.seconds(16))
        #expect(table.state("a").ending == .abandoned)
        guard case .abandonment(let request)? = table.events.last?.content else { Issue.record("not told"); return }
        #expect(request.reason == "hostGone")
    }

    @Test("a result ends it, and lets go of what was kept")
    func result() throws {
        var (table, match) = try Self.accepted()
        table.close(match)
        #expect(table.state("b").ending == .completed)
        #expect(table.hosts.kept.isEmpty && table.hosts.free == 1)
    }

    @Test("a new owner gets the same host for a match that waits, and goes on with one that is confirmed")
    func takeOver() throws {
        var (table, _) = try Self.accepted(hosts: 0)
        table.takeOver()
        table.hosts.free = 1
        table.pass(.seconds(1))
        #expect(table.state("a").kind == .matchConfirmed)
        table.takeOver()
        table.hosts.leave(try #require(table.state("a").matchID))
        table.pass(.seconds(16))
        #expect(table.state("a").ending == .abandoned)
    }

    @Test("a host that is kept for a match which is no more is let go")
    func tooLate() throws {
        var (table, match) = try Self.accepted(hosts: 0)
        table.pass(.seconds(31))
        var news = HostNews()
        news.reserved[match] = ReserveHost.Reserved(
            hostID: "h1", region: "eu", roomID: "room", signalingURL: "ws://signal", iceServers: [])
        let asked = table.hosts.asked.count
        table.hear(.hostNews(news))
        #expect(table.state("a").kind == .lookingForMatch)
        #expect(table.hosts.asked.count == asked)
    }
}
