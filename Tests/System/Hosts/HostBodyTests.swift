import APIClient
import Contracts
import Testing

extension SystemSuite.Outside {
    /// What is wrong in the bodies of seed 002's routes: the stated code, and nothing changes.
    @Suite struct HostBodyTests {
        /// Members of a heartbeat that are replaced, and the path that the answer must name; an empty one stands for
        /// bodies that can't be read.
        private static let heartbeats: [(member: String, values: [String], path: String)] = [
            ("hostId", Self.badNames(longest: 128), "hostId"), ("roomId", Self.badNames(longest: 64), "roomId"),
            ("hostId", ["null"], "hostId"), ("roomId", ["null"], "roomId"),
            ("region", [#""""#, Self.text(65)], "region"),
            ("status", [#""""#, #""Busy""#, #""idle ""#, #""away""#, Self.text(60_000)], "status"),
            ("capacity", ["0", "-1", "1.5", "1001", "1e300", "-1e-300", "9223372036854775808"], "capacity"),
            (
                "publicIp",
                [
                    #""""#, #""localhost""#, #""host.example""#, #""1.2.3""#, #""1.2.3.4.5""#, #""1.2.3.256""#,
                    #""1.2.3.4:80""#, #""1.2.3.4 ""#, #""2001:db8:::1""#, #""\u0000""#, #""1.2.3.4\u0000""#,
                    #""[1.2.3.4]""#, #""[::1""#, #""[::1]:80""#, #""[]""#, #""[host:x]""#, Self.text(1000),
                ], "publicIp"
            ),
            ("gameInfo", [#"{"name":\#(Self.text(201))}"#], "gameInfo.name"),
            ("gameInfo", [#"{"specs":\#(Self.text(201))}"#], "gameInfo.specs"),
            ("hostId", ["1", "true", "[]", "{}"], ""), ("roomId", ["1", "false", #"["a"]"#, "{}"], ""),
            ("region", ["1", "true", "[]", "{}", "NaN"], ""), ("status", ["1", "true", "[]", "{}"], ""),
            ("capacity", [#""1""#, "true", "[]", "{}", "NaN", "Infinity", "1e999", "-", "01"], ""),
            ("publicIp", ["16909060", "true", "[]", "{}"], ""),
            ("gameInfo", [#""x""#, "1", "[]", #"{"name":1}"#, #"{"specs":[]}"#, #"{"name":NaN}"#], ""),
        ]

        private static func badNames(longest: Int) -> [String] {
            [
                #""""#, #"" ""#, #""a b""#, #""a|b""#, #""ü""#, #""a/b""#, #""a\u0000""#, #""a\n""#, #""{a}""#,
                #""*""#, #""\ud83d\ude00""#, text(longest + 1), text(60_000),
            ]
        }

        private static func text(_ length: Int) -> String { "\"" + String(repeating: "x", count: length) + "\"" }

        private func expectIssues(_ answer: Answer, at path: String, _ what: String) {
            answer.expectProblem(400)
            #expect(answer["success"] == .bool(false), "\(what)")
            #expect(answer["error"] == .string("Validation failed"), "\(what)")
            guard case .array(let issues)? = answer["issues"], let issue = issues.first, issues.count == 1 else {
                Issue.record("no one issue for \(what): \(answer.text)")
                return
            }
            let names = path.split(separator: ".").map { JSONValue.string(String($0)) }
            #expect(issue["path"] == .array(names), "\(what)")
            #expect(issue["message"]?.string?.isEmpty == false && issue["code"]?.string?.isEmpty == false, "\(what)")
        }

        @Test("Heartbeats: every member of the wrong type, empty, huge, negative, not a number or with odd characters")
        func heartbeat() async throws {
            let stack = try stack()
            let host = try await TestHost.registering(stack.anonymous(), in: TestHost.newRegion())
            let `operator` = try await stack.operator().client
            let before = try await `operator`.hosts(in: host.region)
            #expect(before.count == 1)
            for (member, values, path) in Self.heartbeats {
                for value in values {
                    // All but the bad member would change the host, and a bad name must not make another one.
                    var members = [
                        "hostId": "\"\(host.id)\"", "roomId": "\"elsewhere\"", "region": "\"\(host.region)\"",
                        "status": "\"busy\"", "capacity": "7", "publicIp": "\"192.0.2.77\"",
                        "gameInfo": #"{"name":"N","specs":"S"}"#,
                    ]
                    members[member] = value
                    let body = "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
                    let answer = try await host.client.ask(.post, "/api/host/heartbeat", body)
                    expectIssues(answer, at: path, "\(member): \(value.prefix(80))")
                }
            }
            #expect(try await `operator`.hosts(in: host.region) == before)
            #expect(try await host.client.findHost(in: host.region)["roomId"] == .string(host.room))
        }

        @Test("What is at a bound, IPv6 and unknown members are taken")
        func bounds() async throws {
            let stack = try stack()
            let client = stack.anonymous()
            let region = TestHost.newRegion() + " ü|\\n'"
            let id = "A.b_c:-" + String(repeating: "9", count: 121)
            for (capacity, address) in [
                ("1", "::1"), ("1000.0", "2001:db8::7"), ("2", "192.0.2.9"), ("1e1", "[2001:db8::9]"),
            ] {
                let answer = try await client.ask(
                    .post, "/api/host/heartbeat",
                    """
                    {"hostId":"\(id)","roomId":"\(id.suffix(64))","region":"\(region)","status":null,
                    "capacity":\(capacity),"publicIp":"\(address)","gameInfo":{"name":\(Self.text(200))},"version":[1]}
                    """)
                #expect(answer.status == 200, "\(answer.text)")
            }
            let stored = region.replacing("\\n", with: "\n")
            let hosts = try await stack.operator().client.hosts(in: stored)
            #expect(hosts[id]?["capacity"] == .integer(10) && hosts[id]?["publicIp"] == .string("2001:db8::9"))
            #expect(try await client.findHost(in: region)["roomId"] == .string(String(id.suffix(64))))
        }

        @Test("Statuses: bad members are 400, hosts that nobody knows 404")
        func status() async throws {
            let stack = try stack()
            let host = try await TestHost.registering(stack.anonymous(), in: TestHost.newRegion())
            let `operator` = try await stack.operator().client
            let before = try await `operator`.hosts(in: host.region)
            for name in Self.badNames(longest: 128) + ["null"] {
                let answer = try await host.client.ask(
                    .post, "/api/host/status", #"{"hostId":\#(name),"status":"busy"}"#)
                expectIssues(answer, at: "hostId", String(name.prefix(80)))
            }
            for status in [#""""#, #""Busy""#, #""reserved""#, "null", Self.text(60_000)] {
                let body = #"{"hostId":"\#(host.id)","status":\#(status)}"#
                expectIssues(
                    try await host.client.ask(.post, "/api/host/status", body), at: "status", String(status.prefix(80)))
            }
            for body in [
                #"{"hostId":1,"status":"busy"}"#, #"{"hostId":"\#(host.id)","status":1}"#,
                #"{"hostId":"\#(host.id)","status":["busy"]}"#, #"{"hostId":"\#(host.id)","status":NaN}"#,
            ] {
                expectIssues(try await host.client.ask(.post, "/api/host/status", body), at: "", body)
            }
            #expect(try await `operator`.hosts(in: host.region) == before)
        }

        @Test("Searches: a bad region is 400 and claims nobody; no body, an empty one and null mean any region")
        func find() async throws {
            let client = try stack().anonymous()
            let host = try await TestHost.registering(client, in: TestHost.newRegion())
            for region in [#""""#, Self.text(65), Self.text(60_000)] {
                let answer = try await client.ask(.post, "/api/match/find", #"{"region":\#(region)}"#)
                expectIssues(answer, at: "region", String(region.prefix(80)))
            }
            for body in [#"{"region":1}"#, #"{"region":[]}"#, #"{"region":{}}"#, #"{"region":NaN}"#, "[]", "1", "x"] {
                expectIssues(try await client.ask(.post, "/api/match/find", body), at: "", body)
            }
            #expect(try await client.findHost(in: host.region)["roomId"] == .string(host.room))
            for body in [nil, "", "{}", #"{"region":null}"#] {
                // Other tests' hosts may be met, or none.
                #expect([200, 404].contains(try await client.ask(.post, "/api/match/find", body).status))
            }
        }

        @Test(
            "A body that is no JSON object is 400, a huge one 413, one of another kind 415",
            arguments: ["/api/host/heartbeat", "/api/host/status", "/api/match/find"])
        func unreadable(_ path: String) async throws {
            let client = try stack().anonymous()
            for body in ["[]", "1", "\"x\"", "{", "{}x", #"{"hostId":"a","hostId":"b"}"#, #"{hostId:"a"}"#] {
                expectIssues(try await client.ask(.post, path, body), at: "", body)
            }
            let huge = #"{"hostId":\#(Self.text(70_000))}"#
            #expect(try await client.ask(.post, path, huge).status == 413)
            let form = try await client.ask(
                .post, path, "hostId=a", headers: ["Content-Type": "application/x-www-form-urlencoded"])
            #expect(form.status == 415)
        }
    }
}
