import AMQP
import Contracts
import Logging
import Messaging

extension Command {
    static let resultsTail = Command(
        words: ["results", "tail"],
        options: [
            .init(
                name: "--from", value: "WHERE",
                help: "first, last, an offset, or a time like 2026-03-01T17:00:00Z; without it, what comes from now on"),
            .init(name: "--limit", value: "N", help: "end after so many events"), EventOutput.jsonOption,
        ],
        summary: "follows the log: results, endings, ratings, as they are told",
        run: { invocation in
            let start = try LogStart(text: invocation.options["--from"])
            let limit = try invocation.number("--limit", in: 1...Int.max)
            let configuration = try AMQPConfiguration(url: try invocation.setting("MUSTER_OPS_AMQP_URL"))
            let output = EventOutput(invocation)
            try await Interruptible.run { try await LogTail(configuration, start, limit: limit, output: output).run() }
            return 0
        })
}

extension LogStart {
    /// What stands behind `--from`; from now on without it.
    init(text: String?) throws(UsageError) {
        switch text {
        case nil, "next": self = .next
        case "first": self = .first
        case "last": self = .last
        case let text?:
            if let offset = Int64(text), offset >= 0 {
                self = .offset(offset)
            } else if let moment = Contracts.Timestamp(rfc3339: text) {
                self = .moment(moment)
            } else {
                throw UsageError(
                    "--from wants first, last, an offset, or a time like 2026-03-01T17:00:00Z, not '\(text)'")
            }
        }
    }
}

/// Writes what the log has, until it was enough.
struct LogTail: Sendable {
    private let reader: LogReader
    private let start: LogStart
    private let limit: Int?
    private let output: EventOutput

    init(_ configuration: AMQPConfiguration, _ start: LogStart, limit: Int?, output: EventOutput) {
        var logger = Logger(label: "muster")
        logger.logLevel = .warning
        reader = LogReader(configuration, from: start, logger: logger)
        self.start = start
        self.limit = limit
        self.output = output
    }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reader.run() }
            group.addTask {
                try await reader.connected(within: .seconds(10))
                await write()
                reader.stop()
            }
            // The first that fails ends the other, which `waitForAll` wouldn't.
            for try await _ in group {}
        }
    }

    private func write() async {
        var left = limit ?? .max
        var mayBeEarlier = true
        while left > 0, let entries = await reader.nextBatch() {
            for entry in entries where left > 0 {
                // The broker begins a little earlier than it was asked to.
                if mayBeEarlier {
                    if isEarlier(entry) { continue }
                    mayBeEarlier = false
                }
                output.write(entry.json)
                left -= 1
            }
        }
    }

    private func isEarlier(_ entry: LogEntry) -> Bool {
        guard case .moment(let moment) = start else { return false }
        do {
            guard let time = try entry.event().time else { return false }
            return time < moment
        } catch {
            return false  // whatever it is, it is shown
        }
    }
}
