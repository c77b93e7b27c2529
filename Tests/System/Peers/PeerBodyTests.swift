import APIClient
import Contracts
import Testing

extension SystemSuite.Outside {
    /// What is wrong in the bodies of seed 001's routes: the stated code, and nothing changes.
    @Suite struct PeerBodyTests {
        private static func text(_ length: Int) -> String { "\"" + String(repeating: "x", count: length) + "\"" }

        /// What no address is: names, ports out of range, halves of brackets, and all that isn't text.
        private static let addresses = [
            "7", "-1", "true", "[]", "{}", "NaN", "1e999", #"["192.0.2.1"]"#, #"{"ip":"192.0.2.1"}"#, #""""#, #"" ""#,
            #""localhost""#, #""host.example""#, #""host.example:5000""#, #""192.0.2""#, #""192.0.2.256""#,
            #""192.0.2.1.1""#, #""192.0.2.1:""#, #""192.0.2.1:0""#, #""192.0.2.1:65536""#, #""192.0.2.1:-5""#,
            #""192.0.2.1:99999999999999999999""#, #""192.0.2.1:NaN""#, #""192.0.2.1:1.5""#, #"" 192.0.2.1""#,
            #""192.0.2.1 ""#, #""192.0.2.1\u0000""#, #""192.0.2.1\u0000:80""#, #""192.0.2.1\n""#, #""[::1""#,
            #""::1]""#,
            #""[]""#, #""[]:80""#, #""[::1]80""#, #""[::1]:""#, #""[::1]:0""#, #""[::1]:65536""#,
            #""[host.example]:80""#,
            #""[192.0.2.1]:80""#, #""2001:db8:::1""#, #""fe80::1%eth0""#, #""192.0.2.0/24""#, #""http://192.0.2.1""#,
            #""\ud83d\ude00""#, #""１９２.0.2.1""#, text(65), text(60_000),
        ]

        /// What no port is.
        private static let ports = [
            "0", "-1", "65536", "1e300", "-1e300", "1.5", "0.5", "9223372036854775808", "null", "true", "[]", "{}",
            "[80]",
            "NaN", "Infinity", "-", "007", #""""#, #"" 80""#, #""80 ""#, #""http""#, #""NaN""#, #""inf""#, #""0x50""#,
            #""8 0""#, #""0""#, #""-80""#, #""70000""#, #""80.5""#, text(33), text(60_000),
        ]

        /// What no round trip is.
        private static let pings = [
            "null", "true", "-1", "-0.001", "60000.5", "1e300", "9223372036854775808", "NaN", "-Infinity", "1e999",
            "[]",
            "[5]", "{}", #""""#, #"" 5""#, #""fast""#, #""NaN""#, #""-inf""#, #""0x10""#, #""-5""#, #""60001""#,
            #""1e9""#,
            text(33), text(60_000),
        ]

        /// Values of the wrong type where an id must stand; what is text is an id that nobody knows.
        private static let noTexts = ["7", "-1", "1e300", "true", "[]", "{}", "NaN", #"["x"]"#]

        /// Ids that nobody has.
        private static let strangers = [
            #""""#, #"" ""#, #""\u0000""#, #""x03""#, #""x-1abcdefghjkmnpqrstvwx""#, #""x10abcdefghjkmnpqrstvwx""#,
            #""h03abcdefghjkmnpqrstvwx""#, #""x03'; DROP TABLE x; --""#, #""../../x""#, #""\ud83c\udfae""#, text(300),
            text(60_000),
        ]

        private static func isNobodysBody(_ path: String, _ client: GatewayClient) async throws {
            for body in ["", "[]", "1", "null", #""x""#, "{", "{}x", "{,}", #"{"a":1,"a":2}"#, #"{a:1}"#, "\u{feff}"] {
                try await client.ask(.post, path, body).expectProblem(400)
            }
            try await client.ask(.post, path, "{}").expectProblem(400)
            let huge = #"{"ipAddress":\#(text(70_000))}"#
            #expect(try await client.ask(.post, path, huge).status == 413)
            let form = try await client.ask(
                .post, path, "ipAddress=192.0.2.1", headers: ["Content-Type": "application/x-www-form-urlencoded"])
            #expect(form.status == 415)
        }

        @Test(
            "A body that is no JSON object is 400, a huge one 413, one of another kind 415",
            arguments: [
                "/join-matchmaking-queue", "/joinMatchmakingQueue", "/get-matcher-address", "/ping-result",
                "/port-open",
            ])
        func unreadable(_ path: String) async throws {
            try await Self.isNobodysBody(path, stack().anonymous())
        }

        @Test("Joining: a bad address or region is 400, and nobody has joined")
        func join() async throws {
            let client = try stack().anonymous()
            let region = RestPeer.newRegion()
            let ann = try await RestPeer.join(client, "192.0.2.1", region)
            for address in Self.addresses + ["null"] {
                let body = #"{"ipAddress":\#(address),"region":"\#(region)"}"#
                try await client.ask(.post, "/join-matchmaking-queue", body).expectProblem(400)
            }
            for given in Self.noTexts + [#""a\u0000b""#, #""a\nb""#, Self.text(65), Self.text(60_000)] {
                let body = #"{"ipAddress":"192.0.2.1","region":\#(given)}"#
                try await client.ask(.post, "/join-matchmaking-queue", body).expectProblem(400)
            }
            let alone = try await ann.ask()
            #expect(alone.status == 204 && alone.headers["Retry-After"] == "10")
            #expect(try await ann.leave().status == 200)
        }

        @Test("IPv4, IPv6 and bracketed addresses are valid, and told to others in one spelling")
        func addresses() async throws {
            let client = try stack().anonymous()
            for (given, told) in [
                ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:1", "192.0.2.1:1"), ("192.0.2.1:65535", "192.0.2.1:65535"),
                ("2001:db8::1", "2001:db8::1"), ("2001:DB8:0::1", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"),
                ("[2001:db8::1]:46318", "[2001:db8::1]:46318"), ("::ffff:192.0.2.1", "192.0.2.1"),
            ] {
                let region = RestPeer.newRegion()
                let ann = try await RestPeer.join(client, "192.0.2.9", region)
                let bob = try await RestPeer.join(client, given, region)
                #expect(try await ann.ask()["matcherAddress"] == .string(told), "\(given)")
                for peer in [ann, bob] { #expect(try await peer.leave().status == 200) }
            }
        }

        @Test("Unknown members are passed over, and a region may be left out, null, empty or at its bound")
        func unknownMembers() async throws {
            let client = try stack().anonymous()
            let longest = String(repeating: "r", count: 64)
            for region in [#""""#, "null", "\"\(longest)\"", #""'ü|\\""#] {
                let body = #"{"ipAddress":"192.0.2.1","region":\#(region),"version":[1e300],"port":{}}"#
                let answer = try await client.ask(.post, "/join-matchmaking-queue", body)
                #expect(answer.status == 201, "\(answer.text)")
                let peer = RestPeer(client: client, id: try #require(answer["matcherID"]?.string))
                #expect(try await peer.leave().status == 200)
            }
        }

        @Test("Measurements: bad members are 400, unknown peers 404, and the pair is as it was")
        func pingResult() async throws {
            let client = try stack().anonymous()
            let region = RestPeer.newRegion()
            let ann = try await RestPeer.join(client, "192.0.2.1", region)
            let bob = try await RestPeer.join(client, "192.0.2.2", region)
            let handle = try #require(try await ann.ask()["matcherID"]?.string)
            let mine = #""clientMatcherId":"\#(ann.id)""#
            var bad: [String] = []
            for ping in Self.pings {
                bad.append(#"{\#(mine),"matcherID":"\#(handle)","pingResult":\#(ping)}"#)
                bad.append(#"{\#(mine),"matchers":[{"matcherID":"\#(handle)","pingResult":\#(ping)}]}"#)
            }
            for id in Self.noTexts + ["null"] {
                bad.append(#"{"clientMatcherId":\#(id),"matcherID":"\#(handle)","pingResult":500}"#)
                bad.append(#"{"clientMatcherID":\#(id),"matcherID":"\#(handle)","pingResult":500}"#)
                bad.append(#"{\#(mine),"matcherID":\#(id),"pingResult":500}"#)
                bad.append(#"{\#(mine),"matchers":[{"matcherID":\#(id),"pingResult":500}]}"#)
            }
            let result = #"{"matcherID":"\#(handle)","pingResult":500}"#
            for list in [
                "7", "true", "{}", #""x""#, "[7]", "[null]", "[[]]", "[{}]", "[\(result),{}]", "[\(result),7]",
            ] {
                bad.append(#"{\#(mine),"matchers":\#(list)}"#)
            }
            let many = Array(repeating: result, count: 65).joined(separator: ",")
            bad.append(#"{\#(mine),"matchers":[\#(many)]}"#)
            for body in bad { try await client.ask(.post, "/ping-result", body).expectProblem(400) }
            for id in Self.strangers {
                let body = #"{"clientMatcherId":\#(id),"matcherID":"\#(handle)","pingResult":500}"#
                try await client.ask(.post, "/ping-result", body).expectProblem(404)
                // Nobody who was offered to the caller.
                let stray = #"{\#(mine),"matcherID":\#(id),"pingResult":500}"#
                #expect(try await client.ask(.post, "/ping-result", stray).status == 204)
            }
            #expect(try await client.ask(.post, "/ping-result", #"{\#(mine),"matchers":[]}"#).status == 204)
            #expect(try await ann.ask()["matcherID"] == .string(handle))
            #expect(try await bob.ask()["matcherAddress"] == .string("192.0.2.1"))
            #expect(try await ann.report(handle, #""5.5""#)["openPort"] == .bool(true))
            for peer in [ann, bob] { #expect(try await peer.leave().status == 200) }
        }

        @Test("Open ports: bad members are 400, unknown peers 404, and nobody is sent anywhere")
        func portOpen() async throws {
            let client = try stack().anonymous()
            let region = RestPeer.newRegion()
            let ann = try await RestPeer.join(client, "192.0.2.1", region)
            let bob = try await RestPeer.join(client, "192.0.2.2", region)
            let handle = try #require(try await ann.ask()["matcherID"]?.string)
            #expect(try await ann.report(handle, "5")["openPort"] == .bool(true))
            let mine = #""clientMatcherId":"\#(ann.id)""#
            for port in Self.ports { try await ann.open(port).expectProblem(400) }
            for address in Self.addresses {
                try await client.ask(.post, "/port-open", #"{\#(mine),"port":80,"ipAddress":\#(address)}"#)
                    .expectProblem(400)
            }
            for id in Self.noTexts + ["null"] {
                try await client.ask(.post, "/port-open", #"{"clientMatcherId":\#(id),"port":80}"#).expectProblem(400)
            }
            for id in Self.strangers {
                try await client.ask(.post, "/port-open", #"{"clientMatcherId":\#(id),"port":80}"#).expectProblem(404)
            }
            let waiting = try await bob.ask()
            #expect(waiting.status == 204 && waiting.headers["Retry-After"] == "1")
            let opened = try await client.ask(
                .post, "/port-open", #"{\#(mine),"port":"65535","ipAddress":"[2001:db8::7]"}"#)
            #expect(opened.status == 200)
            let go = try await bob.ask()
            #expect(go["matchAddress"] == .string("2001:db8::7") && go["matchPort"] == .integer(65535))
            #expect(try await bob.leave().status == 200)
        }

        @Test("Who asks and who leaves: what is no text is 400, ids that nobody has 404")
        func ids() async throws {
            let client = try stack().anonymous()
            for member in ["clientMatcherId", "clientMatcherID"] {
                for id in Self.noTexts + ["null"] {
                    try await client.ask(.post, "/get-matcher-address", #"{"\#(member)":\#(id)}"#).expectProblem(400)
                }
                for id in Self.strangers {
                    try await client.ask(.post, "/get-matcher-address", #"{"\#(member)":\#(id)}"#).expectProblem(404)
                }
            }
            for id in [
                "%20", "%00", "x03", "x-1abcdefghjkmnpqrstvwx", "..%2F..%2Fx", String(repeating: "x", count: 3000),
            ] {
                try await client.ask(.get, "/get-matcher-address/\(id)").expectProblem(404)
                for path in ["/join-matchmaking-queue", "/joinMatchmakingQueue"] {
                    try await client.ask(.delete, "\(path)/\(id)").expectProblem(404)
                }
            }
        }
    }
}
