import API
import Contracts
import FoundationEssentials
import Glibc

extension Command {
    static let resultsExport = Command(
        words: ["results", "export"],
        options: [
            .init(name: "--format", value: "csv|jsonl", help: "a row a player, or a match a line (csv)"),
            .init(
                name: "--since", value: "TIME", help: "matches that ended from this time on, like 2026-03-01T17:00:00Z"),
            .init(name: "--until", value: "TIME", help: "and before this time"),
            .init(name: "--output", value: "FILE", help: "instead of standard output"),
        ],
        summary: "writes every match that has ended, as a table or as JSON",
        run: { invocation in
            let format = try invocation.exportFormat
            let since = try invocation.moment("--since")
            let until = try invocation.moment("--until")
            let file = try invocation.options["--output"].map { try ExportFile(path: $0) }
            let sink = file ?? .standardOutput
            let count = try await ResultsClient.with(invocation) { results in
                var request = ExportMatches(since: since, until: until, counts: true)
                var bar: ProgressBar?
                var count = 0
                try sink.write(format.opening)
                repeat {
                    let page = try await results.ask(request)
                    if let total = page.total { bar = ProgressBar(total: total, unit: "matches") }
                    try sink.write(try format.text(of: page.matches))
                    count += page.matches.count
                    bar?.show(count)
                    (request.after, request.counts) = (page.next, false)
                } while request.after != nil
                bar?.finish()
                return count
            }
            if let path = invocation.options["--output"] { Output.line("\(count) matches in \(path)") }
            return 0
        })
}

extension Invocation {
    fileprivate var exportFormat: ExportFormat {
        get throws(UsageError) {
            guard let name = options["--format"] else { return .csv }
            guard let format = ExportFormat(rawValue: name) else {
                throw UsageError("--format wants csv or jsonl, not '\(name)'")
            }
            return format
        }
    }
}

private enum ExportFormat: String, Sendable {
    case csv, jsonl

    var opening: String { self == .csv ? MatchTable.header : "" }

    func text(of matches: [MatchRecord]) throws -> String {
        try matches.map { match in
            switch self {
            case .csv: MatchTable.rows(of: match)
            case .jsonl:
                String(
                    decoding: VerbatimJSON.onOneLine(
                        try VerbatimJSON.encode(match, formatting: [.sortedKeys, .withoutEscapingSlashes])),
                    as: UTF8.self) + "\n"
            }
        }.joined()
    }
}

/// Where an export goes.
struct ExportFile: Sendable {
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    private let descriptor: Int32
    private let name: String

    static let standardOutput = ExportFile(descriptor: STDOUT_FILENO, name: "standard output")

    private init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// A file of that name, emptied if it exists. Stays open until the process ends.
    init(path: String) throws(Failed) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failed(description: "\(path): \(String(cString: strerror(errno)))") }
        self.init(descriptor: descriptor, name: path)
    }

    func write(_ text: String) throws(Failed) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failed(description: "\(name): \(String(cString: strerror(errno)))") }
            rest = rest.dropFirst(count)
        }
    }
}
