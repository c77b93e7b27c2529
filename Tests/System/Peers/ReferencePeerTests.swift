import APIClient
import Contracts
import Load
import PeerExample
import Testing
import Threads

extension SystemSuite.Outside {
    @Suite struct ReferencePeerTests {
        @Test("Two reference peers measure each other, and connect")
        func meet() async throws {
            let gateway = try stack().anonymous()
            let region = RestPeer.newRegion()
            let meetings = try await withThrowingTaskGroup(of: Meeting.self) { group in
                for name in ["ann", "bob"] {
                    group.addTask {
                        var configuration = ReferencePeer.Configuration(gateway: gateway, name: name)
                        configuration.region = region
                        configuration.longestWait = .milliseconds(100)
                        return try await ReferencePeer(configuration).meet()
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(meetings.map(\.role)) == [.host, .guest])
            #expect(Set(meetings.map(\.opponentName)) == ["ann", "bob"])
            let measured = meetings.first { $0.role == .host }?.roundTrip
            #expect(measured.map { $0 > .zero && $0 < .milliseconds(126) } == true)
        }

        @Test("A peer whose opponent doesn't answer probes isn't paired with it")
        func unreachable() async throws {
            let gateway = try stack().anonymous()
            let region = RestPeer.newRegion()
            let ghost = try await RestPeer.join(gateway, "127.0.0.1:9", region)
            var configuration = ReferencePeer.Configuration(gateway: gateway, name: "ann")
            configuration.region = region
            configuration.longestWait = .milliseconds(100)
            let peer = ReferencePeer(configuration)
            let steps = Locked<[String]>([])
            let looking = Task {
                try await peer.meet { step in
                    if case .measured(_, let time) = step { steps.withLock { $0.append("\(time == nil)") } }
                }
            }
            while try await ghost.ask()["matcherAddress"] == nil { await Task.yield() }
            while steps.withLock({ $0.isEmpty }) { await Task.yield() }
            #expect(steps.withLock { $0 } == ["true"])
            looking.cancel()
            await #expect(throws: (any Error).self) { try await looking.value }
            #expect(try await ghost.ask().status == 204)
        }

        @Test("Two hundred who join within a second all meet somebody near enough, nobody two")
        func crowd() async throws {
            var crowd = PeerCrowd(gateway: try stack().gatewayURL)
            crowd.peers = 200
            crowd.arrival = .seconds(1)
            let outcome = await crowd.run()
            #expect(outcome.faults == [])
            #expect(outcome.met == 200)
        }
    }
}
