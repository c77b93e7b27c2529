import Contracts
import Load
import Messaging
import Threads

extension BenchCase {
    /// Reports that 64 gateways' worth of callers have under way, each waiting for its answer.
    static let resultsIntake = BenchCase(
        name: "results-intake",
        summary: "results a second from report to published event, and rows of like size by pgbench",
        run: { target in
            var rates: [Double] = []
            var rows: [Double] = []
            var delays = Samples()
            for _ in 0..<3 {
                let (rate, delay, row) = try await ResultsBenchStage.with(target) { stage in
                    let run = ResultsIntakeRun(stage)
                    let confirmed = try await run.confirm()
                    let crowd = try await run.report(
                        0..<ResultsIntakeRun.crowd, callers: 256, within: .seconds(6), after: confirmed)
                    let few = try await run.report(
                        ResultsIntakeRun.crowd..<ResultsIntakeRun.matches, callers: 8, within: .seconds(3),
                        after: crowd.offset)
                    let rows = try await run.pgbench()
                    return (crowd.rate, few.delays, rows)
                }
                rates.append(rate)
                rows.append(row)
                delays.add(delay)
            }
            return [
                Measurement(name: "results-intake.rate", value: rates.sorted()[1], unit: "results/s")
                    .compared(with: rows.sorted()[1], "pgbench, rows of like size"),
                Self.milliseconds("results-intake.event", delays),
            ]
        })
}

/// One measurement of the intake.
private struct ResultsIntakeRun: Sendable {
    /// For the rate, by many callers at once.
    static let crowd = 4000
    /// The rest is for the time from report to event, by a few.
    static let matches = 5000

    /// What became of reports.
    struct Outcome {
        /// Results a second, from the first report to the last event.
        var rate: Double
        /// From each report to its event.
        var delays: Samples
        /// Of the last event, in the log.
        var offset: Int64
    }

    /// Reports that were sent, and events that were read.
    private struct Progress {
        /// Whose event hasn't come yet.
        var begun: [String: ContinuousClock.Instant] = [:]
        var isAllBegun = false
        var delays = Samples()
        var last = ContinuousClock.now
        var offset: Int64 = 0

        var isDone: Bool { isAllBegun && begun.isEmpty }
    }

    private let stage: ResultsBenchStage
    private let confirmations: [MatchConfirmation]

    init(_ stage: ResultsBenchStage) {
        self.stage = stage
        var random = SystemRandomNumberGenerator()
        let shard = Shard.all[0]
        confirmations = (0..<Self.matches).map { number in
            MatchConfirmation(
                matchID: MatchID(shard: shard, using: &random), mode: "duel", region: "eu", address: "127.0.0.1:7000",
                serverUser: "pbench", createdAt: Timestamp(milliseconds: 1_763_625_600_125),
                players: ["a", "b"].map {
                    .init(
                        playerID: PlayerID("p\($0)\(number)"), nickname: "player-\($0)-\(number)", faction: "team-\($0)"
                    )
                }, booking: 1)
        }
    }

    /// Has all matches confirmed; the offset of the last event.
    func confirm() async throws -> Int64 {
        let (stage, confirmations) = (stage, confirmations)
        try await Self.spread(0..<confirmations.count, callers: 64) { number in
            try await stage.events.publish(
                confirmations[number], id: "bench.\(number)", time: confirmations[number].createdAt)
        }
        let told = Locked((count: 0, offset: Int64(0)))
        try await stage.readLog { entry in
            told.withLock { told in
                told = (told.count + 1, entry.offset)
                return told.count == confirmations.count
            }
        }
        return told.withLock { $0.offset }
    }

    /// Reports matches until the time is over, and awaits the events.
    ///
    /// - Parameter offset: of the log, where nothing of them stands yet.
    func report(
        _ share: Range<Int>, callers: Int, within time: Duration, after offset: Int64
    ) async throws -> Outcome {
        let (stage, confirmations) = (stage, confirmations)
        let progress = Locked(Progress())
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await stage.readLog(from: .offset(offset + 1)) { entry in
                    let event = try entry.event()
                    return progress.withLock { progress in
                        progress.offset = entry.offset
                        guard event.type == MatchResultRecorded.type,
                            let begin = progress.begun.removeValue(forKey: event.subject)
                        else { return false }
                        progress.last = .now
                        progress.delays.add(progress.last - begin)
                        return progress.isDone
                    }
                }
            }
            try await Self.spread(share, callers: callers, until: start + time) { number in
                let match = confirmations[number]
                let report = ReportMatch(
                    serverUser: match.serverUser, matchID: match.matchID,
                    outcome: match.players.enumerated().map { .init(nickname: $1.nickname, placement: $0 + 1) },
                    custom: nil)
                progress.withLock { $0.begun[match.matchID.rawValue] = .now }
                _ = try await stage.client.call(report, deadline: .seconds(10)).get()
            }
            let isDone = progress.withLock { progress in
                progress.isAllBegun = true
                return progress.isDone
            }
            if isDone { group.cancelAll() }
            try await group.waitForAll()
        }
        return progress.withLock { progress in
            Outcome(
                rate: Double(progress.delays.count) / start.duration(to: progress.last).inSeconds,
                delays: progress.delays, offset: progress.offset)
        }
    }

    /// Rows a second that Postgres's own tool inserts, over as many connections, each row as big as that of an event.
    func pgbench() async throws -> Double {
        let size = try await ResultsBenchStage.psql(
            stage.databaseURL, "SELECT round(avg(length(data))) FROM outbox WHERE type = '\(MatchResultRecorded.type)'")
        guard let bytes = Int(size.filter(\.isNumber)) else { throw BenchFailure(description: "psql said: \(size)") }
        try await ResultsBenchStage.psql(
            stage.databaseURL,
            """
            CREATE TABLE bench (id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, subject text NOT NULL, data text NOT NULL,
                created_at timestamptz NOT NULL DEFAULT clock_timestamp())
            """)
        let row = "INSERT INTO bench (subject, data) VALUES ('subject', '\(String(repeating: "x", count: bytes))')"
        let output = try await ShellCommand.output(
            of: [
                "sh", "-c", #"printf '%s;\n' "$1" | pgbench -n -M prepared -c 8 -j 2 -T 3 -f - "$2""#, "sh", row,
                stage.databaseURL,
            ])
        // `tps = 12345.678901 (without initial connection time)`
        guard let tps = output.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let rate = tps.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) })
        else { throw BenchFailure(description: "pgbench said: \(output.suffix(300))") }
        return rate
    }

    /// Does something for each number, by so many tasks at a time, until it is time to begin no more.
    private static func spread(
        _ numbers: Range<Int>, callers: Int, until end: ContinuousClock.Instant? = nil,
        _ work: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    for number in stride(from: numbers.lowerBound + caller, to: numbers.upperBound, by: callers) {
                        if let end, ContinuousClock.now > end { return }
                        try await work(number)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
