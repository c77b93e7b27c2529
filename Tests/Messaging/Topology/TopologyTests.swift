import AMQP
import Contracts
import Messaging
import TestKit
import Testing

@Suite("Topology, live", .enabled(if: LiveServers.wanted)) struct TopologyTests {
    @Test("check says all that is missing; apply makes it so, and may be repeated; then services may work on it")
    func applied() async throws {
        try await TestVirtualHost.with { host in
            let management = BrokerManagement(url: host.managementURL)
            let administrator = TopologyAdministrator(host.configuration, management: management)
            let topology = Topology.muster
            let everything = topology.exchanges.count + topology.queues.count + topology.bindings.count
            let missing = try await administrator.check(topology)
            #expect(missing.count == everything + topology.policies.count)
            #expect(missing.contains("queue queue.shard.v1.0 is missing"))
            #expect(missing.contains("exchange muster.events is missing"))

            let user = BrokerUser.service("\(host.name)-hosts", password: "secret")
            for _ in 0..<2 {
                try await administrator.apply(topology, users: [user])
                #expect(try await administrator.check(topology) == [])
            }
            try await Administrator(host.configuration).perform([.deleteQueue("queue.shard.v1.3.dead")])
            #expect(try await administrator.check(topology) == ["queue queue.shard.v1.3.dead is missing"])

            var service = host.configuration
            (service.user, service.password) = (user.name, user.password)
            let publisher = Publisher(service)
            try await withServices([publisher]) {
                try await publisher.publish(
                    Message(body: .init()), exchange: BrokerNames.shards, routingKey: "3", mandatory: true,
                    waitingForConnection: .seconds(60))
            }
            let refused = try await Administrator(service).attempt([.deleteQueue("queue.shard.v1.4")])
            #expect(throws: AMQPError.self) { try refused[0].get() }
            try await host.manage(.delete, "users/\(user.name)")
        }
    }

    @Test("whoever reads the log may read the log, and nothing else") func logReader() async throws {
        try await TestVirtualHost.with { host in
            let management = BrokerManagement(url: host.managementURL)
            let user = BrokerUser.logReader("\(host.name)-ops", password: "secret")
            try await TopologyAdministrator(host.configuration, management: management).apply(.muster, users: [user])
            var reader = host.configuration
            (reader.user, reader.password) = (user.name, user.password)

            let administrator = Administrator(reader)
            let refused: [Declaration] = [
                .queue(.quorum("ops.mine")), .queue(.exclusive()), .exchange(ExchangeDeclaration("ops.mine", .fanout)),
                .deleteQueue(BrokerNames.log), .purgeQueue(BrokerNames.resultsInbox),
                .deleteExchange(BrokerNames.events),
                .bind(Binding(queue: BrokerNames.log, exchange: BrokerNames.internal, routingKey: "#")),
                .unbind(Binding(queue: BrokerNames.log, exchange: BrokerNames.events, routingKey: "#")),
            ]
            for (declaration, outcome) in zip(refused, try await administrator.attempt(refused)) {
                guard case .failure(let error) = outcome else {
                    Issue.record("allowed: \(declaration)")
                    continue
                }
                #expect(error.replyCode == 403, "\(declaration): \(error)")
            }

            let publisher = Publisher(reader)
            try await withServices([publisher]) {
                for exchange in ["", BrokerNames.events, BrokerNames.internal, BrokerNames.shards] {
                    let error = await #expect(throws: AMQPError.self, "to '\(exchange)'") {
                        try await publisher.publish(
                            Message(body: .init()), exchange: exchange, routingKey: BrokerNames.log,
                            waitingForConnection: .seconds(60))
                    }
                    #expect(error?.replyCode == 403)
                }
            }
            for queue in [BrokerNames.resultsInbox, BrokerNames.queueInbox, "queue.shard.v1.0", "queue.inbox.v1.dead"] {
                let consumer = Consumer(reader, queue: .existing(queue), prefetch: 1)
                try await withServices([consumer]) {
                    let error = await #expect(throws: AMQPError.self, "of \(queue)") {
                        try await consumer.connected(within: .seconds(1))
                    }
                    #expect(error?.code == .unavailable)
                }
            }
            let log = LogReader(reader, from: .first)
            try await withServices([log]) { try await log.connected(within: .seconds(60)) }
            try await host.manage(.delete, "users/\(user.name)")
        }
    }

    @Test("a queue that exists with other arguments is an error that says so") func otherArguments() async throws {
        try await TestVirtualHost.with { host in
            try await Administrator(host.configuration).perform([
                .queue(QueueDeclaration(BrokerNames.queueInbox, durable: true))
            ])
            let administrator = TopologyAdministrator(host.configuration)
            let error = await #expect(throws: AMQPError.self) { try await administrator.apply(.muster) }
            #expect(error?.code == .preconditionFailed)
        }
    }
}
