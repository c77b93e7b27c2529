import Contracts
import Foundation
import Messaging
import TestKit
import Testing
import Threads

@testable import QueueService

@Suite(.enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct HostedPathTests {
    /// What the queue asks of the hosts service, and is answered by the test.
    private final class Hosts: Sendable {
        struct State {
            var free = 0
            var kept: Set<MatchID> = []
            var inSession: Set<MatchID> = []
        }

        let state = Locked(State())

        var rpc: RPCHandlers {
            var handlers = RPCHandlers()
            handlers.handle(ReserveHost.self) { request in
                self.state.withLock { state in
                    if !state.kept.contains(request.matchID) {
                        guard state.free > 0 else { return .refused(Refusal(.notFound)) }
                        state.free -= 1
                        state.kept.insert(request.matchID)
                    }
                    return .success(
                        .init(
                            hostID: "h1", region: "eu", roomID: "room", signalingURL: "ws://signal",
                            iceServers: [ICEServer(urls: "stun:s:1")]))
                }
            }
            handlers.handle(ReleaseHost.self) { request in
                self.state.withLock { _ = $0.kept.remove(request.matchID) }
                return .success(Done())
            }
            handlers.handle(CheckMatchHosts.self) { request in
                self.state.withLock { state in
                    CheckMatchHosts.Reply(
                        kept: request.matchIDs.filter { state.kept.contains($0) },
                        inSession: request.matchIDs.filter { state.inSession.contains($0) })
                }
            }
            handlers.handle(ListHosts.self) { _ in
                self.state.withLock { state in
                    [
                        HostSummary(
                            hostID: "h1", roomID: "room", status: .idle, region: "eu",
                            lastHeartbeat: Timestamp(milliseconds: 0), publicIP: "192.0.2.1",
                            gameInfo: GameInfo(name: "g", specs: "s"), capacity: state.free, reservations: 0,
                            sessions: 0)
                    ]
                }
            }
            return handlers
        }
    }

    @Test("a match on a streaming host waits for one, is told where to meet it, and ends with the session")
    func wholePath() async throws {
        try await QueueStage.with { stage in
            try Data(
                #"""
                {"mode":"stream","placement":"host","ruleSet":{"ruleLanguageVersion":"1.0",
                "teams":[{"name":"side","minPlayers":1,"maxPlayers":1,"quantity":2}]}}
                """#.utf8
            ).write(to: stage.modes.appending(path: "stream.json"))
            let hosts = Hosts()
            let server = RPCServer(stage.broker, service: .hosts, handlers: hosts.rpc)
            let replica = try await QueueReplica("one", stage)
            try await withServices([server]) {
                try await server.connected(within: .seconds(20))
                try await stage.run([replica]) { client in
                    for name in ["ann", "bob"] { try await client.enqueue(name, modes: ["stream"]) }
                    let match = try await client.found("ann")
                    for name in ["ann", "bob"] { try await client.answer(name) }
                    #expect(try await client.state("ann").waitingFor == .server)
                    hosts.state.withLock { $0.free = 1 }
                    try await eventually("confirmed") { try await client.state("ann").kind == .matchConfirmed }
                    let config = try #require(try await client.state("bob").matchConfig)
                    #expect(config.host?.roomID == "room" && config.host?.signalingURL == "ws://signal")
                    #expect(config.host?.iceServers == [ICEServer(urls: "stun:s:1")] && config.region == "eu")
                    guard case .success(let record) = try await client.ask(GetMatchRecord(matchID: match)) else {
                        Issue.record("the match isn't known")
                        return
                    }
                    #expect(record.region == "eu" && record.serverUser == "")
                    hosts.state.withLock { _ = $0.inSession.insert(match) }
                    try await eventually("it is under way") { try await client.state("ann").phase == .matchInProgress }
                    hosts.state.withLock { $0 = Hosts.State() }
                    try await eventually("it is over") { try await client.state("ann").ending == .abandoned }
                    #expect(try await client.faults() == [])
                }
            }
        }
    }
}
