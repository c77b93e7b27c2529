import Testing

@testable import AMQP

@Suite struct AMQPConfigurationTests {
    @Test("an address says host, port, credentials and virtual host")
    func whole() throws {
        let configuration = try AMQPConfiguration(url: "amqp://us%40er:p%2Fss@broker.example:5673/v%2Fhost")
        #expect(configuration.host == "broker.example")
        #expect(configuration.port == 5673)
        #expect(configuration.user == "us@er")
        #expect(configuration.password == "p/ss")
        #expect(configuration.virtualHost == "v/host")
        #expect(!configuration.tls)
    }

    @Test("what is left out has AMQP's defaults")
    func defaults() throws {
        let plain = try AMQPConfiguration(url: "amqp://localhost")
        #expect((plain.port, plain.user, plain.virtualHost) == (5672, "guest", "/"))
        let secure = try AMQPConfiguration(url: "amqps://localhost/?heartbeat=20&cacertfile=/ca.pem")
        #expect((secure.port, secure.tls, secure.virtualHost) == (5671, true, "/"))
        #expect(secure.heartbeat == .seconds(20))
        #expect(secure.certificateAuthorities == "/ca.pem")
    }

    @Test("an IPv6 host stands in brackets")
    func bracketed() throws {
        let configuration = try AMQPConfiguration(url: "amqp://[::1]:5000/x")
        #expect((configuration.host, configuration.port) == ("::1", 5000))
        #expect(try AMQPConfiguration(url: "amqp://[::1]").port == 5672)
    }

    @Test(
        "what makes no sense is refused",
        arguments: [
            "http://localhost", "amqp://", "amqp://h:0/", "amqp://h:x/", "amqp://u%4:p@h", "amqp://h/?frame=1",
            "amqp://h/?heartbeat=0",
        ])
    func nonsense(url: String) {
        #expect(throws: AMQPError.self) { try AMQPConfiguration(url: url) }
    }
}
