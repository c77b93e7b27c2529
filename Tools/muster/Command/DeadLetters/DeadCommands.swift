import AMQP
import Contracts
import FoundationEssentials
import Logging
import Messaging

extension Command {
    static let deadList = Command(
        words: ["dead", "list"],
        options: [.init(name: "--all", value: nil, help: "queues without dead letters, too")],
        summary: "how many messages were given up, by queue",
        run: { invocation in
            let counts = try await DeadLetterBox.counts(try configuration(invocation))
            let shown = counts.filter { $0.letters > 0 || invocation.has("--all") }
            guard !shown.isEmpty else {
                Output.line("no message was given up")
                return 0
            }
            var table = TextTable(header: ["queue", "dead letters"])
            for (queue, letters) in shown { table.rows.append([queue, "\(letters)"]) }
            Output.line(table.text)
            return 0
        })

    static let deadShow = Command(
        words: ["dead", "show"],
        arguments: [.init(name: "QUEUE")],
        options: [
            .init(name: "--limit", value: "N", help: "the eldest so many (20)"),
            .init(name: "--json", value: nil, help: "JSON lines, on a terminal too"),
        ],
        summary: "what was given up of a queue, and why; the messages stay",
        run: { invocation in
            let limit = try invocation.number("--limit", in: 1...DeadLetterBox.mostLetters) ?? 20
            let terminal = Terminal(environment: invocation.environment)
            let asJSON = !Terminal.isTerminal || invocation.has("--json")
            try await box(invocation).visit(limit: limit) { letter in
                Output.line(asJSON ? letter.json : letter.text(on: terminal))
                return .keep
            }
            return 0
        })

    static let deadRetry = Command(
        words: ["dead", "retry"], arguments: [.init(name: "QUEUE")], options: choice,
        summary: "sends what was given up back to its queue",
        run: { try await settle($0, .retry, done: "sent back") })

    static let deadDrop = Command(
        words: ["dead", "drop"], arguments: [.init(name: "QUEUE")], options: choice,
        summary: "forgets what was given up, for good", run: { try await settle($0, .drop, done: "dropped") })

    private static let choice: [Option] = [
        .init(name: "--id", value: "ID", help: "this message, as 'muster dead show' names it"),
        .init(name: "--all", value: nil, help: "all that there are now"),
    ]

    private static func settle(
        _ invocation: Invocation, _ decision: DeadLetterBox.Decision, done: String
    ) async throws -> Int32 {
        let id = invocation.options["--id"]
        guard (id == nil) == invocation.has("--all") else { throw UsageError("say which: --id ID, or --all") }
        var count = 0
        try await box(invocation).visit { letter in
            guard id == nil || id == letter.id else { return .keep }
            count += 1
            return decision
        }
        if count == 0, let id { Output.complaint("there is no dead letter '\(id)'") }
        Output.line("\(count) \(count == 1 ? "message" : "messages") \(done)")
        return count == 0 && id != nil ? 1 : 0
    }

    /// Of the queue that is named, with or without `.dead` at its end.
    private static func box(_ invocation: Invocation) throws -> DeadLetterBox {
        let name = invocation.arguments[0]
        let queues = Topology.muster.queues.map(\.name)
        guard let queue = queues.first(where: { $0 == name || BrokerNames.deadLetters(of: $0) == name }),
            queues.contains(BrokerNames.deadLetters(of: queue))
        else {
            throw UsageError("no queue '\(name)' has dead letters; 'muster dead list --all' names those that may")
        }
        return DeadLetterBox(try configuration(invocation), queue: queue, logger: quiet)
    }

    private static func configuration(_ invocation: Invocation) throws -> AMQPConfiguration {
        try AMQPConfiguration(url: try invocation.setting("MUSTER_AMQP_URL"))
    }

    private static var quiet: Logger {
        var logger = Logger(label: "muster")
        logger.logLevel = .error
        return logger
    }
}
