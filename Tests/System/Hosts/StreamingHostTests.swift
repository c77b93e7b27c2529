import APIClient
import Contracts
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
    }
}
