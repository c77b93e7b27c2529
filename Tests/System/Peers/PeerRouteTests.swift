import APIClient
import Contracts
import HTTPClient
import Testing

extension SystemSuite.Outside {
    /// Seed 001 by REST. Each test has a region of its own.
    @Suite struct PeerRouteTests {
        @Test("Two peers test each other and meet, step by step")
        func meet() async throws {
            let client = try stack().anonymous()
            let region = RestPeer.newRegion()
            let ann = try await RestPeer.join(client, "192.0.2.1:46318", region)
            let alone = try await ann.ask()
            #expect(alone.status == 204 && alone.headers["Retry-After"] == "10" && alone.text.isEmpty)

            let bob = try await RestPeer.join(client, "[2001:db8::2]:46319", region)
            let test = try await ann.ask()
            #expect(test.status == 200)
            #expect(test["shouldStartMatch"] == .bool(false))
            #expect(test["matcherAddress"] == .string("[2001:db8::2]:46319"))
            let handle = try #require(test["matcherID"]?.string)
            #expect(handle != bob.id)
            #expect(
                test["matchers"]
                    == .array([.object(["matcherID": .string(handle), "address": .string("[2001:db8::2]:46319")])]))
            #expect(try await bob.ask()["matcherAddress"] == .string("192.0.2.1:46318"))

            let host = try await ann.report(handle, "12.5")
            #expect(host.status == 200)
            #expect(host["shouldStartMatch"] == .bool(false) && host["openPort"] == .bool(true))
            #expect(host["matcherID"] == .string(handle))
            #expect(host["matcherAddress"] == .string("[2001:db8::2]:46319"))
            guard case .array(let servers)? = host["iceServers"] else {
                Issue.record("no iceServers in \(host.text)")
                return
            }
            #expect(try servers.first?["urls"] == .string(stack().turnURL))
            #expect(servers.first?["credential"]?.string?.isEmpty == false)

            let opening = try await bob.ask()
            #expect(opening.status == 204 && opening.headers["Retry-After"] == "1")
            try await bob.open("46319").expectProblem(409)
            #expect(try await ann.open("5000").status == 200)
            #expect(try await ann.open("5000").status == 200)
            for _ in 0..<2 {
                let go = try await bob.ask()
                #expect(go.status == 200 && go["shouldStartMatch"] == .bool(true))
                #expect(go["matchAddress"] == .string("192.0.2.1") && go["matchPort"] == .integer(5000))
                #expect(go["iceServers"] != nil)
            }
            try await ann.ask().expectProblem(404)
            #expect(try await bob.leave().status == 200)
            try await bob.leave().expectProblem(404)
        }

        @Test("Both spellings of everything are understood")
        func spellings() async throws {
            let client = try stack().anonymous()
            let region = RestPeer.newRegion()
            let joined = try await client.ask(
                .post, "/joinMatchmakingQueue/", #"{"ipAddress":"192.0.2.1","region":"\#(region)"}"#)
            #expect(joined.status == 201)
            #expect(joined["matcherID"]?.string != nil && joined["matcherID"] == joined["clientMatcherID"])
            let id = try #require(joined["matcherID"]?.string)
            _ = try await RestPeer.join(client, "192.0.2.2", region)
            for member in ["clientMatcherId", "clientMatcherID"] {
                let answer = try await client.ask(.post, "/get-matcher-address", #"{"\#(member)":"\#(id)"}"#)
                #expect(answer.status == 200 && answer["matcherAddress"] == .string("192.0.2.2"))
            }
            let handle = try #require(try await client.ask(.get, "/get-matcher-address/\(id)/")["matcherID"]?.string)
            let listed = #"{"clientMatcherId":"\#(id)","matchers":[{"matcherId":"\#(handle)","pingResult":7}]}"#
            #expect(try await client.ask(.post, "/ping-result", listed)["openPort"] == .bool(true))
            let flat = #"{"clientMatcherID":"\#(id)","matcherID":"\#(handle)","pingResult":"7"}"#
            #expect(try await client.ask(.post, "/ping-result/", flat)["openPort"] == .bool(true))
            #expect(try await client.ask(.delete, "/joinMatchmakingQueue/\(id)").status == 200)
        }

        @Test("Two who are too far from each other are never offered to each other again")
        func bad() async throws {
            let client = try stack().anonymous()
            let region = RestPeer.newRegion()
            let ann = try await RestPeer.join(client, "192.0.2.1", region)
            let bob = try await RestPeer.join(client, "192.0.2.2", region)
            let handle = try #require(try await ann.ask()["matcherID"]?.string)
            #expect(try await ann.report(handle, "127").status == 204)
            for _ in 0..<3 {
                #expect(try await ann.ask().status == 204)
                #expect(try await bob.ask().status == 204)
            }
            #expect(try await ann.report(handle, "5").status == 204)
            let cid = try await RestPeer.join(client, "192.0.2.3", region)
            #expect(try await cid.ask().status == 200)
            for peer in [ann, bob, cid] { _ = try await peer.leave() }
        }

        @Test("Whoever leaves frees the partner at once")
        func leave() async throws {
            let client = try stack().anonymous()
            let region = RestPeer.newRegion()
            let ann = try await RestPeer.join(client, "192.0.2.1", region)
            let bob = try await RestPeer.join(client, "192.0.2.2", region)
            #expect(try await ann.ask().status == 200)
            #expect(try await bob.leave().status == 200)
            #expect(try await ann.ask().status == 204)
            _ = try await RestPeer.join(client, "192.0.2.3", region)
            #expect(try await ann.ask()["matcherAddress"] == .string("192.0.2.3"))
        }

        @Test("Many who ask at once never hold the same opponent")
        func claims() async throws {
            let client = try stack().anonymous()
            let region = RestPeer.newRegion()
            let peers = try await withThrowingTaskGroup(of: RestPeer.self) { group in
                for port in 1...60 {
                    group.addTask { try await RestPeer.join(client, "192.0.2.1:\(port)", region) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let opponents = try await withThrowingTaskGroup(of: String?.self) { group in
                for peer in peers { group.addTask { try await peer.ask()["matcherAddress"]?.string } }
                return try await group.reduce(into: [String]()) { all, one in if let one { all.append(one) } }
            }
            #expect(opponents.count == 60 && Set(opponents).count == 60)
            for peer in peers { _ = try await peer.leave() }
        }

        @Test(
            "What is no address is 400",
            arguments: [
                "{}", #"{"ipAddress":null}"#, #"{"ipAddress":""}"#, #"{"ipAddress":7}"#, #"{"ipAddress":"localhost"}"#,
                #"{"ipAddress":"game.example:5000"}"#, #"{"ipAddress":"192.0.2.1:0"}"#,
                #"{"ipAddress":"192.0.2.1:65536"}"#,
                #"{"ipAddress":"192.0.2.256"}"#, #"{"ipAddress":"[::1"}"#, #"{"ipAddress":["192.0.2.1"]}"#, "[]", "",
                "{",
                #"{"ipAddress":"192.0.2.1","region":7}"#,
            ])
        func noAddress(body: String) async throws {
            let answer = try await stack().anonymous().ask(.post, "/join-matchmaking-queue", body)
            answer.expectProblem(400)
        }

        @Test(
            "What is no measurement is 400, and changes nothing",
            arguments: [
                "null", "true", "-1", "60000.5", "1e300", #""""#, #""fast""#, #""NaN""#, #""Infinity""#, #""0x10""#,
                "[5]",
                #""-5""#,
            ])
        func noMeasurement(value: String) async throws {
            let client = try stack().anonymous()
            let region = RestPeer.newRegion()
            let ann = try await RestPeer.join(client, "192.0.2.1", region)
            _ = try await RestPeer.join(client, "192.0.2.2", region)
            let handle = try #require(try await ann.ask()["matcherID"]?.string)
            let body = #"{"clientMatcherId":"\#(ann.id)","matcherID":"\#(handle)","pingResult":\#(value)}"#
            try await client.ask(.post, "/ping-result", body).expectProblem(400)
            #expect(try await ann.ask()["matcherID"] == .string(handle))
        }

        @Test(
            "What is no port is 400",
            arguments: [
                "0", "-1", "65536", "1.5", "null", "true", #""""#, #""http""#, #""70000""#, "[80]",
            ])
        func noPort(value: String) async throws {
            let ann = try await RestPeer.join(try stack().anonymous(), "192.0.2.1", RestPeer.newRegion())
            try await ann.open(value).expectProblem(400)
        }

        @Test(
            "Who is unknown is 404, whatever the id looks like",
            arguments: [
                "x03abcdefghjkmnpqrstvwx", "x0", "nobody", "%00", "..%2F..", "x99abcdefghjkmnpqrstvwx",
                String(repeating: "x", count: 300), "%F0%9F%8E%AE",
            ])
        func unknown(id: String) async throws {
            let client = try stack().anonymous()
            try await client.ask(.get, "/get-matcher-address/\(id)").expectProblem(404)
            try await client.ask(.delete, "/join-matchmaking-queue/\(id)").expectProblem(404)
        }

        @Test("Who is unknown is 404 in bodies, too; who names nobody is 400")
        func unknownInBodies() async throws {
            let client = try stack().anonymous()
            let id = #""clientMatcherId":"x03abcdefghjkmnpqrstvwx""#
            try await client.ask(.post, "/get-matcher-address", "{\(id)}").expectProblem(404)
            try await client.ask(.post, "/ping-result", #"{\#(id),"matcherID":"h","pingResult":5}"#).expectProblem(404)
            try await client.ask(.post, "/port-open", #"{\#(id),"port":5}"#).expectProblem(404)
            for path in ["/get-matcher-address", "/ping-result", "/port-open"] {
                try await client.ask(.post, path, #"{"port":5,"matcherID":"h","pingResult":5}"#).expectProblem(400)
            }
            try await client.ask(.get, "/get-matcher-address").expectProblem(405)
            try await client.ask(.put, "/port-open", "{}").expectProblem(405)
        }
    }
}

/// A peer that speaks REST.
struct RestPeer {
    let client: GatewayClient
    let id: String

    static func newRegion() -> String { "test-\(UInt32.random(in: .min ... .max))" }

    static func join(_ client: GatewayClient, _ address: String, _ region: String) async throws -> RestPeer {
        let answer = try await client.ask(
            .post, "/join-matchmaking-queue", #"{"ipAddress":"\#(address)","region":"\#(region)"}"#)
        #expect(answer.status == 201, "\(answer.text)")
        return RestPeer(client: client, id: try #require(answer["matcherID"]?.string))
    }

    func ask() async throws -> Answer { try await client.ask(.get, "/get-matcher-address/\(id)") }

    /// - Parameter milliseconds: as JSON.
    func report(_ handle: String, _ milliseconds: String) async throws -> Answer {
        try await client.ask(
            .post, "/ping-result",
            #"{"clientMatcherId":"\#(id)","matcherID":"\#(handle)","pingResult":\#(milliseconds)}"#)
    }

    /// - Parameter port: as JSON.
    func open(_ port: String) async throws -> Answer {
        try await client.ask(.post, "/port-open", #"{"clientMatcherId":"\#(id)","port":\#(port)}"#)
    }

    func leave() async throws -> Answer { try await client.ask(.delete, "/join-matchmaking-queue/\(id)") }
}
