import APIClient
import Contracts
import Foundation
import Logging
import StreamingExample
import TestKit
import Testing
import Threads

extension SystemSuite.Outside {
    /// The reference host and its client.
    @Suite(.timeLimit(.minutes(1))) struct StreamingHostTests {
        @Test(
            "A host is found once, busy while its client is in the room, idle afterwards, and busy when it has stopped")
        func wholeWay() async throws {
            let stack = try stack()
            var logger = Logger(label: "muster.tests")
            logger.logLevel = .error
            let quiet = logger
            let `operator` = try await stack.operator().client
            let rooms = try await SignallingServer(at: stack.signallingURL, logger: quiet)
            let region = TestHost.newRegion()
            let configuration = StreamingHostConfiguration(
                gateway: stack.gatewayURL, signalling: stack.signallingURL, region: region)
            func status() async throws -> JSONValue? {
                try await `operator`.hosts(in: region)[configuration.hostID]?["status"]
            }
            let (events, feed) = AsyncStream<StreamingHost.Event>.makeStream()
            let running = Task { try await StreamingHost(configuration, logger: quiet).run { feed.yield($0) } }
            var event = events.makeAsyncIterator()
            #expect(await event.next() == .ready)
            let client = StreamingClient(gateway: stack.gatewayURL)
            for _ in 0..<2 {
                let found = try #require(try await client.find(region: region))
                #expect(found.roomId == configuration.roomID)
                #expect(try await client.find(region: region)?.roomId == nil)
                let session = try await client.connect(to: found)
                #expect(await event.next() == .busy)
                #expect(try await status() == .string("busy"))
                await session.close()
                #expect(await event.next() == .idle)
                #expect(try await status() == .string("idle"))
            }
            running.cancel()
            _ = await running.result
            #expect(try await status() == .string("busy"))
            await rooms.stop()
        }

        @Test("The executable: heartbeats, a session, busy, idle, and busy for good when it is ended")
        func executable() async throws {
            let stack = try stack()
            let `operator` = try await stack.operator().client
            let region = TestHost.newRegion()
            let (process, log) = try await stack.run(
                "streaming-host", [],
                [
                    "MUSTER_GATEWAY_URL": stack.gatewayURL, "STREAMING_HOST_REGION": region,
                    "STREAMING_HOST_SIGNALLING": "serve", "STREAMING_HOST_HEARTBEAT": "1",
                ])
            @Sendable func host() async throws -> JSONValue? {
                guard !process.hasEnded else {
                    throw TestStack.Failed(description: try String(contentsOf: log, encoding: .utf8))
                }
                let hosts = try await `operator`.ask(.get, "/api/hosts")["hosts"]
                guard case .array(let hosts)? = hosts else { return nil }
                return hosts.first { $0["region"] == .string(region) }
            }
            @Sendable func becomes(_ status: String) async throws {
                try await eventually("it is \(status)") { try await host()?["status"] == .string(status) }
            }
            try await becomes("idle")
            let registered = try await host()?["lastHeartbeat"]
            let client = StreamingClient(gateway: stack.gatewayURL)
            for _ in 0..<2 {
                let found = try #require(try await client.find(region: region))
                #expect(found.signalingUrl == stack.signallingURL)
                #expect(try await client.find(region: region)?.roomId == nil)
                let session = try await client.connect(to: found)
                try await becomes("busy")
                await session.close()
                try await becomes("idle")
            }
            try await eventually("it is heard of again") { try await host()?["lastHeartbeat"] != registered }
            process.signal(SIGTERM)
            #expect(try await process.end() == 0)
            let left = try await `operator`.hosts(in: region).values.first
            #expect(left?["status"] == .string("busy"))
            #expect(try await client.find(region: region)?.roomId == nil)
        }

        @Test("The executable says what is wrong with its settings, and what the gateway refuses")
        func wrongSettings() async throws {
            let stack = try stack()
            try await stack.start("gateway", 3, ["MUSTER_HOST_SECRET": "hosts-secret"])
            let guarded = await stack.adminURL("gateway", 3)
            let rooms = ["MUSTER_GATEWAY_URL": guarded, "STREAMING_HOST_SIGNALLING": "serve"]
            for (arguments, settings, status, word) in [
                (["x"], [:], 64, "no arguments"), ([], ["STREAMING_HOST_HEARTBEAT": "30"], 64, "1 to 29"),
                ([], ["MUSTER_SIGNALING_URL": "nowhere", "STREAMING_HOST_SIGNALLING": "serve"], 1, "nowhere"),
                ([], rooms, 1, "401"), ([], rooms.merging(["MUSTER_HOST_SECRET": "x"]) { $1 }, 1, "403"),
            ] as [([String], [String: String], Int32, String)] {
                let (process, log) = try await stack.run("streaming-host", arguments, settings)
                #expect(try await process.end() == status)
                #expect(try String(contentsOf: log, encoding: .utf8).contains(word), "\(arguments) \(settings)")
            }
            try await stack.stop("gateway", 3)
        }
    }
}
