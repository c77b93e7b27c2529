import PeerExample
import Sockets
import Testing

@Suite struct PeerEchoTests {
    @Test("Two echoes measure the round trip between each other")
    func measure() async throws {
        let ann = try await PeerEcho(host: "127.0.0.1", port: 0)
        let bob = try await PeerEcho(host: "127.0.0.1", port: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for echo in [ann, bob] { group.addTask { await echo.run() } }
            let there = try #require(try await ann.roundTrip(to: bob.address))
            let back = try #require(try await bob.roundTrip(to: ann.address))
            #expect(there > .zero && there < .seconds(1))
            #expect(back > .zero && back < .seconds(1))
            group.cancelAll()
        }
    }

    @Test("Where nobody answers there is no round trip, and noise is no answer")
    func silence() async throws {
        let ann = try await PeerEcho(host: "127.0.0.1", port: 0)
        let noise = try await UDPSocket.bind()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await ann.run() }
            group.addTask {
                while true {  // until the socket is closed
                    let (bytes, from) = try await noise.receive()
                    try await noise.send([UInt8]("muster-echo!0123456789abcdef".utf8), to: from)
                    try await noise.send(Array(bytes.dropLast()), to: from)
                    try await noise.send([], to: from)
                }
            }
            let noisy = try await ann.roundTrip(to: noise.address)
            await noise.close()
            let closed = try await ann.roundTrip(to: noise.address)
            #expect(noisy == nil && closed == nil)
            group.cancelAll()
        }
    }
}
