import APIClient
import Contracts
import HTTPClient
import Testing

extension SystemSuite.Outside {
    /// The TCP door. Each test has one of the client's regions, and leaves it empty.
    @Suite(.serialized) struct LobbyDoorTests {
        @Test("Two clients are tested, and one is sent to the other")
        func meet() async throws {
            let ann = try await LobbyPeer.joining("NA West", 46318)
            let bob = try await LobbyPeer.joining("NA West", 46319)
            #expect(try await ann.word() == "PINGTEST\u{1f}127.0.0.1:46319")
            #expect(try await bob.word() == "PINGTEST\u{1f}127.0.0.1:46318")
            try await ann.send("5")
            #expect(try await ann.word() == "HOST")
            try await ann.send("SUCCESS")
            try await ann.send("SUCCESS")
            try await bob.send("7")
            #expect(try await bob.word() == "CLIENT\u{1f}127.0.0.1:46318")
            // The server doesn't close a paired client's socket.
            await ann.close()
            try await bob.send("whatever")
            await #expect(throws: (any Error).self) { try await bob.word(within: .milliseconds(300)) }
            await bob.close()
        }

        @Test("Half and merged messages are understood")
        func pieces() async throws {
            let ann = try await LobbyPeer.connect()
            for piece in ["MM", "START,NA ", "East|463", "18"] { try await ann.send(piece) }
            let bob = try await LobbyPeer.connect()
            try await bob.send("MMSTART,NA East|463195SUCCESS")
            #expect(try await ann.word() == "PINGTEST\u{1f}127.0.0.1:46319")
            #expect(try await bob.word().hasPrefix("PINGTEST\u{1f}127.0.0.1:46318"))
            await ann.close()
            await bob.close()
        }

        @Test("Garbage is shown out, counted, and disturbs nobody")
        func garbage() async throws {
            let ann = try await LobbyPeer.joining("SA", 1)
            for text in [
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "LIST", "MMSTART,Narnia|1", "MMSTART,SA|0", "\u{16}\u{3}\u{1}",
            ] {
                let noise = try await LobbyPeer.connect()
                try await noise.send(text)
                try await noise.closed()
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        let noise = try await LobbyPeer.connect()
                        do {
                            for _ in 0..<64 {
                                try await noise.connection.write([UInt8](repeating: 0xaa, count: 16 << 10))
                            }
                        } catch {
                            return  // shown out, as it should be
                        }
                        try await noise.closed()
                    }
                }
                try await group.waitForAll()
            }
            let metrics = try await stack().anonymous().ask(.get, "/metrics").text
            let counted = metrics.split(separator: "\n").first {
                $0.hasPrefix(#"muster_gateway_peer_sockets_closed_total{reason="garbage"}"#)
            }
            #expect(Double(counted?.split(separator: " ").last ?? "0") ?? 0 >= 55)
            let bob = try await LobbyPeer.joining("SA", 2)
            #expect(try await ann.word() == "PINGTEST\u{1f}127.0.0.1:2")
            await ann.close()
            await bob.close()
        }

        @Test("A client that goes frees its partner at once, at every step before SUCCESS", arguments: 0..<3)
        func leave(step: Int) async throws {
            let region = ["EU", "Middle East", "Asia"][step]
            let ann = try await LobbyPeer.joining(region, 1)
            let bob = try await LobbyPeer.joining(region, 2)
            #expect(try await ann.word() == "PINGTEST\u{1f}127.0.0.1:2")
            #expect(try await bob.word() == "PINGTEST\u{1f}127.0.0.1:1")
            if step > 0 {
                try await bob.send("5 ")
                #expect(try await bob.word() == "HOST")
            }
            if step == 1 { try await ann.send("5 ") }
            await bob.close()
            if step != 1 { try await ann.send("5 ") }
            let cid = try await LobbyPeer.joining(region, 3)
            var word = try await ann.word()
            // Its answer may have been faster than the other's leaving.
            if step == 0, word == "HOST" { word = try await ann.word() }
            #expect(word == "PINGTEST\u{1f}127.0.0.1:3")
            await ann.close()
            await cid.close()
        }

        @Test("Clients of all three doors meet one another")
        func mixed() async throws {
            let client = try stack().anonymous()
            let ann = try await LobbyPeer.joining("OCE", 1001)
            let bob = try await RestPeer.join(client, "127.0.0.1:1002", "Australia")
            #expect(try await ann.word() == "PINGTEST\u{1f}127.0.0.1:1002")
            let test = try await bob.ask()
            #expect(test["matcherAddress"] == .string("127.0.0.1:1001"))
            #expect(try await bob.report(try #require(test["matcherID"]?.string), "5")["openPort"] == .bool(true))
            try await ann.send("5 ")
            #expect(try await bob.open("7000").status == 200)
            #expect(try await ann.word() == "CLIENT\u{1f}127.0.0.1:7000")
            await ann.close()

            let cid = try await SocketPeer.joining("Australia", 1003)
            let dan = try await LobbyPeer.joining("OCE", 1004)
            #expect(try await dan.word() == "PINGTEST\u{1f}127.0.0.1:1003")
            #expect(try await cid.message("pingTest")["address"] == .string("127.0.0.1:1004"))
            try await dan.send("5 ")
            #expect(try await dan.word() == "HOST")
            try await dan.send("SUCCESS")
            #expect(try await cid.message("joinMatch")["address"] == .string("127.0.0.1:1004"))
            await dan.close()
            await cid.socket.close()
        }
    }
}
