import Contracts
import Foundation
import Messaging
import TestKit
import Testing

@Suite("A consumer in Python, live", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(2))) struct LogConsumerTests
{
    private static let player = PlayerID("pa")

    /// A result that one player won.
    private static func result(_ number: Int) -> MatchResultRecorded {
        MatchResultRecorded(
            match: MatchRecord(
                matchID: MatchID("m\(number)"), mode: "duel", state: .completed, region: nil, address: "127.0.0.1:1",
                createdAt: "2026-03-01T17:04:05.123Z", completedAt: "2026-03-01T17:04:05.123Z",
                players: [
                    .init(playerID: player, nickname: "ada", faction: "red", placement: 1),
                    .init(playerID: "pb", nickname: "grace", faction: "blue", placement: 2),
                ], custom: nil))
    }

    /// Runs Python with the address of the log; what it prints goes to the file.
    private static func python(_ arguments: [String], url: String, log: URL) throws -> ServerProcess {
        try ServerProcess(
            "/usr/bin/env", ["MUSTER_OPS_AMQP_URL=\(url)", "PYTHONUNBUFFERED=1", "/usr/bin/python3"] + arguments,
            log: log)
    }

    private static var example: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Examples/log-consumer/consume.py").standardizedFileURL.path
    }

    @Test("Killed in the middle and started again, it has counted each result once, also those that were told twice")
    func counts() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("muster-consumer-\(UInt32.random(in: .min ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (book, log) = (folder.appendingPathComponent("book").path, folder.appendingPathComponent("log"))
        try await LogStage.with { stage in
            let user = BrokerUser.logReader("\(stage.host.name)-ops", password: "secret")
            try await BrokerManagement(url: stage.host.managementURL).set(user, virtualHost: stage.host.name)
            let broker = stage.host.configuration
            let url = "amqp://\(user.name):secret@\(broker.host):\(broker.port)/\(stage.host.name)"
            func publish(_ numbers: Range<Int>) async throws {
                for number in numbers {
                    let result = Self.result(number)
                    try await stage.events.publish(
                        result, id: "\(result.match.matchID).2", time: Timestamp(milliseconds: 1_700_000_000_000))
                }
            }
            // The second half of the first is told again, as after a relay's death.
            try await publish(0..<300)
            try await publish(150..<300)

            let first = try Self.python([Self.example, "--book", book], url: url, log: log)
            try await eventually("it has taken something in") {
                try String(contentsOf: log, encoding: .utf8).contains("new, up to offset")
            }
            first.signal(SIGKILL)
            try await first.end()
            try await publish(250..<500)
            let last = try #require(try await stage.read(700, from: .first).last)
            let second = try Self.python([Self.example, "--book", book], url: url, log: log)
            try await eventually("it is at the end") {
                try String(contentsOf: log, encoding: .utf8).contains("up to offset \(last.offset)\n")
            }
            second.signal(SIGKILL)
            try await second.end()

            let sql = "SELECT matches, wins FROM standings WHERE player_id = 'pa' AND mode = 'duel'"
            let output = folder.appendingPathComponent("standings")
            let script = "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone())"
            #expect(try await Self.python(["-c", script, book, sql], url: url, log: output).end() == 0)
            #expect(try String(contentsOf: output, encoding: .utf8) == "500 500\n")
            try await stage.host.manage(.delete, "users/\(user.name)")
        }
        try FileManager.default.removeItem(at: folder)
    }
}
