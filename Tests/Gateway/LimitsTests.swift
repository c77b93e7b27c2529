import RulesCore
import Testing

@Suite struct LimitsTests {
    @Test("A bucket gives its burst, then its rate") func bucket() {
        var limiter = RateLimiter<String>(rate: 2, burst: 3)
        let start = ContinuousClock.now
        for _ in 0..<3 { #expect(limiter.take("a", at: start) == nil) }
        let wait = limiter.take("a", at: start)
        #expect(wait.map { abs($0.seconds - 0.5) < 1e-6 } == true)
        #expect(limiter.take("b", at: start) == nil)
        #expect(limiter.take("a", at: start + .milliseconds(500)) == nil)
        #expect(limiter.take("a", at: start + .milliseconds(500)) != nil)
    }

    @Test("Full buckets are forgotten, so that addresses don't pile up") func sweep() {
        var limiter = RateLimiter<Int>(rate: 10, burst: 10)
        let start = ContinuousClock.now
        for key in 0..<100_000 {
            #expect(limiter.take(key, at: start + .milliseconds(key)) == nil)
        }
        #expect(limiter.count < 2100)
    }

    @Test(
        "Networks hold what they should",
        arguments: [
            ("127.0.0.0/8", "127.1.2.3", true), ("127.0.0.0/8", "128.0.0.1", false), ("::1/128", "::1", true),
            ("10.1.0.0/20", "10.1.15.255", true), ("10.1.0.0/20", "10.1.16.0", false), ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "::1", false), ("127.0.0.0/8", "::ffff:127.0.0.1", true), ("192.0.2.7", "192.0.2.7", true),
        ])
    func networks(list: String, address: String, inside: Bool) throws {
        let list = try #require(NetworkList(list))
        let address = try #require(IPAddress(address))
        #expect(list.contains(address) == inside)
    }

    @Test(
        "Lists that aren't networks are refused", arguments: ["localhost", "1.2.3.4/33", "1.2.3/8", "::1/129", "a/b/c"])
    func faulty(list: String) {
        #expect(NetworkList(list) == nil)
    }

    @Test("X-Forwarded-For counts from trusted proxies only, and from the right") func forwarded() throws {
        let rule = ClientAddressRule(trustedProxies: try #require(NetworkList("10.0.0.0/8")))
        #expect(rule.client(socket: "192.0.2.1", forwardedFor: "1.1.1.1") == "192.0.2.1")
        #expect(rule.client(socket: "10.0.0.1", forwardedFor: "1.1.1.1") == "1.1.1.1")
        #expect(rule.client(socket: "10.0.0.1", forwardedFor: "9.9.9.9, 1.1.1.1, 10.0.0.2") == "1.1.1.1")
        #expect(rule.client(socket: "10.0.0.1", forwardedFor: "nonsense") == "10.0.0.1")
        #expect(rule.client(socket: "10.0.0.1", forwardedFor: nil) == "10.0.0.1")
    }

    @Test("A cookie counts from our own pages and listed origins") func origins() {
        let rule = OriginRule(listed: ["https://play.example"])
        #expect(rule.allowsCookie(origin: nil, host: "muster.example"))
        #expect(rule.allowsCookie(origin: "https://muster.example", host: "muster.example"))
        #expect(rule.allowsCookie(origin: "https://play.example", host: "muster.example"))
        #expect(!rule.allowsCookie(origin: "https://evil.example", host: "muster.example"))
        #expect(!rule.allowsCookie(origin: "null", host: "muster.example"))
    }

    @Test(
        "host:port",
        arguments: [
            ("127.0.0.1:80", true), ("[::1]:80", true), ("game-7.example.org:65535", true), ("host_1:1", true),
            ("::1:80", false), ("host", false), ("host:0", false), ("host:65536", false), ("host:", false),
            (":80", false), ("[host]:80", false), ("ho st:80", false), ("host:+80", false), ("-host:80", false),
        ])
    func hostPort(text: String, valid: Bool) {
        #expect((HostPort(text) != nil) == valid)
    }
}
