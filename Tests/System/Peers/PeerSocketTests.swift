import APIClient
import Contracts
import HTTPClient
import Testing
import WebSocket

extension SystemSuite.Outside {
    /// The WebSocket door.
    @Suite(.serialized) struct PeerSocketTests {
        @Test("Two clients meet, at either address")
        func meet() async throws {
            let ann = try await SocketPeer.joining("Europe", 1, at: "/")
            #expect(try await ann.message() == .object(["eventType": .string("noOpponents")]))
            let bob = try await SocketPeer.joining("Europe", 2, at: "/peer")
            let test = try await ann.message("pingTest")
            #expect(test["address"] == .string("127.0.0.1:2"))
            _ = try await bob.message("pingTest")
            let handle = try #require(test["matcherID"]?.string)
            try await ann.sendTwice(#"{"eventType":"pingTestResponse","matcherID":"\#(handle)","ping":5}"#)
            #expect(try await ann.message("openPort") == .object(["eventType": .string("openPort")]))
            try await ann.socket.send(#"{"eventType":"portIsOpen"}"#)
            #expect(
                try await bob.message("joinMatch")
                    == .object(["eventType": .string("joinMatch"), "address": .string("127.0.0.1:1")]))
            await ann.socket.close()
            await bob.socket.close()
        }

        @Test("A bad measurement is followed by noOpponents, a client that goes by the next one")
        func bad() async throws {
            let ann = try await SocketPeer.joining("MiddleEast", 1)
            let bob = try await SocketPeer.joining("MiddleEast", 2)
            let handle = try #require(try await ann.message("pingTest")["matcherID"]?.string)
            try await ann.sendTwice(#"{"eventType":"pingTestResponse","matcherID":"\#(handle)","ping":500}"#)
            #expect(try await ann.message()["eventType"] == .string("noOpponents"))
            let cid = try await SocketPeer.joining("MiddleEast", 3)
            #expect(try await cid.message("pingTest")["address"]?.string?.isEmpty == false)
            for peer in [ann, bob, cid] { await peer.socket.close() }
        }

        @Test(
            "What is no message closes the socket",
            arguments: ["hello", "{}", #""{}""#, "[[[[", #"{"eventType":"initialConfig"}"#])
        func garbage(text: String) async throws {
            let peer = try await SocketPeer.connect()
            try await peer.socket.send(text)
            #expect(try await peer.socket.waitUntilClosed() == .policyViolation)
        }

        @Test("Without a WebSocket there is nothing at /, and /peer says what it speaks")
        func plain() async throws {
            let client = try stack().anonymous()
            try await client.ask(.get, "/").expectProblem(404)
            try await client.ask(.get, "/peer").expectProblem(426)
        }
    }
}
