import AMQP
import Contracts
import Messaging
import Postgres
import TestKit

/// A numbered public event for tests.
struct Numbered: Event {
    static let type = "test.numbered.v1"
    static let source = ServiceName.results
    static let audience = EventAudience.operators
    var subject: String
    var number: Int
}

/// A virtual host with the topology, and somebody who writes the log.
struct LogStage: Sendable {
    let host: TestVirtualHost
    let events: EventPublisher

    static func with(_ body: @escaping @Sendable (LogStage) async throws -> Void) async throws {
        try await TestVirtualHost.with { host in
            try await TopologyAdministrator(
                host.configuration, management: BrokerManagement(url: host.managementURL)
            ).apply(.muster)
            let stage = LogStage(host: host, events: EventPublisher(host.configuration))
            try await withServices([stage.events]) {
                try await stage.events.connected(within: .seconds(60))
                try await body(stage)
            }
        }
    }

    /// Writes events with these numbers, one after another.
    func write(_ numbers: Range<Int>) async throws {
        for number in numbers {
            try await events.publish(
                Numbered(subject: "s", number: number), id: "s.\(number)",
                time: Timestamp(milliseconds: 1_700_000_000_000))
        }
    }

    /// The ids of the next entries, so many.
    func read(_ count: Int, from start: LogStart) async throws -> [LogEntry] {
        let reader = LogReader(host.configuration, from: start)
        return try await withServices([reader]) {
            var entries: [LogEntry] = []
            while entries.count < count, let batch = await reader.nextBatch() { entries += batch }
            return entries
        }
    }

    /// Ends all connections of the virtual host, as an administrator would.
    func cutConnections() async throws {
        struct Connection: Decodable { var name: String }
        var names: [String] = []
        // The management plugin learns of connections only every few seconds.
        try await eventually("connections are listed") {
            try await host.manage(.get, "vhosts/\(host.name)/connections").contains("\"name\"")
        }
        let listed = try await host.manage(.get, "vhosts/\(host.name)/connections?columns=name")
        names = listed.split(separator: "\"name\":\"").dropFirst().compactMap { $0.split(separator: "\"").first }
            .map(String.init)
        for name in names {
            let escaped = name.replacing(" ", with: "%20").replacing(">", with: "%3E").replacing(":", with: "%3A")
            try await host.manage(.delete, "connections/\(escaped)")
        }
    }
}
