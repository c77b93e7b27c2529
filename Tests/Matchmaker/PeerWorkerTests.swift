import Contracts
import MatchmakerCore
import PairingCore
import Testing

@testable import Simulation

@Suite("Peers on a shard's worker") struct PeerWorkerTests {
    @Test("Rows are committed before anybody is answered or told") func order() throws {
        var table = try WorkerTable()
        let ann = try table.joinPeer(port: 1, gateway: WorkerTable.gateway)
        table.log = []
        let bob = try table.joinPeer(port: 2)
        #expect(table.log == ["begin", "commit", "reply", "tellPeers", "ack"])
        #expect(table.toldPeers[WorkerTable.gateway]?.last?.opponent?.address.port == 2)
        #expect(Set(table.store.matchers.keys) == [ann, bob])
        #expect(table.store.pairs.count == 1)
    }

    @Test("Two meet through the worker, and leave no row behind") func meet() throws {
        var table = try WorkerTable()
        let ann = try table.joinPeer(port: 1)
        let bob = try table.joinPeer(port: 2)
        let opponent = try #require(try table.ask(ann).opponent)
        let report = ReportPing(
            commandID: table.nextID(), matcherID: ann,
            results: [PingResult(opponent: opponent.handle, milliseconds: 12)])
        guard case .peer(.verdict(let verdict)) = table.send(.peer(.report(report)))[0] else {
            return #expect(Bool(false), "no verdict")
        }
        #expect(verdict.hostFor == opponent)
        let opened = table.openPort(ann)
        #expect(opened == .peer(.done))
        let view = try table.ask(bob)
        #expect(view.match?.port == 7000)
        table.pass(.seconds(31))
        #expect(table.store.matchers.isEmpty && table.store.pairs.isEmpty)
        let late = table.peerReply(.ask(AskForPeer(commandID: table.nextID(), matcherID: bob)))
        #expect(late == .peer(.unknown))
    }

    @Test("After a failed commit the same is applied to what the database has", arguments: [1, 2, 3])
    func failedCommit(failures: Int) throws {
        var table = try WorkerTable()
        let ann = try table.joinPeer(port: 1, gateway: WorkerTable.gateway)
        table.commitFailures = Array(repeating: .unknown, count: failures)
        let join = PeerCommand.join(
            JoinPeers(
                commandID: table.nextID(), address: PeerAddress(ip: "192.0.2.1", port: 2), region: nil, gateway: nil))
        var reply = table.peerReply(join)
        table.pass(.seconds(3))
        reply =
            reply
            ?? table.replies.values.first {
                if case .peer(.view(let view)) = $0 { view.matcherID != ann } else { false }
            }
        guard case .peer(.view(let view)) = reply else { return #expect(Bool(false), "no answer") }
        #expect(table.store.matchers[view.matcherID] != nil)
        #expect(table.store.pairs.count == 1, "who listens is known over the failure")
        #expect(table.toldPeers[WorkerTable.gateway]?.last { $0.matcherID == ann }?.kind == .testing)
    }

    @Test("A retry of a join is the same peer; asking isn't kept") func retries() throws {
        var table = try WorkerTable()
        let join = PeerCommand.join(
            JoinPeers(commandID: "once", address: PeerAddress(ip: "192.0.2.1"), region: nil, gateway: nil))
        let first = table.peerReply(join)
        let again = table.peerReply(join)
        #expect(again == first)
        #expect(table.store.matchers.count == 1)
        let stored = table.store.commands.count
        _ = try table.ask(try #require(table.store.matchers.keys.first))
        #expect(table.store.commands.count == stored)
    }

    @Test("Peers' timers cost no transaction until something is due") func timers() throws {
        var table = try WorkerTable()
        let ann = try table.joinPeer(port: 1)
        for _ in 0..<10 {
            table.pass(.seconds(10))
            table.hear(.checkedIn(CheckInPeers(gateway: "g2", matchers: [ann])))
        }
        let before = table.transactions
        table.pass(.seconds(59))
        #expect(table.transactions == before)
        #expect(table.store.matchers[ann] != nil)
        table.pass(.seconds(1))
        #expect(table.transactions == before + 1)
        #expect(table.store.matchers.isEmpty)
        #expect(table.toldPeers["g2"]?.last?.kind == .gone)
    }

    @Test("A new owner goes on with what the database has, and learns who listens") func takeOver() throws {
        var table = try WorkerTable()
        let ann = try table.joinPeer(port: 1, gateway: WorkerTable.gateway)
        table.takeOver()
        let bob = try table.joinPeer(port: 2)
        #expect(table.store.pairs.isEmpty)
        table.hear(.checkedIn(CheckInPeers(gateway: WorkerTable.gateway, matchers: [ann])))
        #expect(table.store.pairs.count == 1)
        #expect(table.toldPeers[WorkerTable.gateway]?.map(\.kind) == [.alone, .testing])
        let view = try table.ask(bob)
        #expect(view.kind == .testing)
    }

    @Test("While nobody can reach the worker nobody falls silent") func linkDown() throws {
        var table = try WorkerTable()
        let ann = try table.joinPeer(port: 1)
        table.hear(.linkDown)
        table.pass(.seconds(100))
        table.hear(.linkUp)
        table.pass(.seconds(30))
        let view = try table.ask(ann)
        #expect(view.kind == .alone)
    }

    @Test("Another shard's peer is unknown") func elsewhere() throws {
        var table = try WorkerTable()
        let reply = table.peerReply(.leave(LeavePeers(commandID: table.nextID(), matcherID: "x00guess")))
        #expect(reply == .peer(.unknown))
    }
}

extension WorkerTable {
    mutating func peerReply(_ command: PeerCommand) -> CommandReply? { send(.peer(command))[0] }

    mutating func joinPeer(port: UInt16, gateway: GatewayID? = nil) throws -> MatcherID {
        let command = JoinPeers(
            commandID: nextID(), address: PeerAddress(ip: "192.0.2.1", port: port), region: nil, gateway: gateway)
        return try view(peerReply(.join(command))).matcherID
    }

    mutating func ask(_ id: MatcherID) throws -> PeerView {
        try view(peerReply(.ask(AskForPeer(commandID: nextID(), matcherID: id))))
    }

    mutating func openPort(_ id: MatcherID) -> CommandReply? {
        peerReply(.open(OpenPeerPort(commandID: nextID(), matcherID: id, port: 7000)))
    }

    private func view(_ reply: CommandReply?) throws -> PeerView {
        guard case .peer(.view(let view)) = reply else { throw NoView() }
        return view
    }

    struct NoView: Error {}
}
