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
                    try await run.confirm()
                    let rate = try await run.reportAll(callers: 256, share: 0..<ResultsIntakeRun.crowd).rate
                    let delay = try await run.reportAll(
                        callers: 8, share: ResultsIntakeRun.crowd..<ResultsIntakeRun.matches)
                    let rows = try await run.pgbench()
                    return (rate, delay.delays, rows)
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
    static let crowd = 6000
    /// The rest is for the time from report to event, by a few.
    static let matches = 8000

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

    /// Has all matches confirmed.
    func confirm() async throws {
        let (stage, confirmations) = (stage, confirmations)
        try await Self.spread(confirmations.count, callers: 64) { number in
            try await stage.events.publish(
                confirmations[number], id: "bench.\(number)", time: confirmations[number].createdAt)
        }
        let told = Locked(0)
        try await stage.readLog { _ in
            told.withLock { told in
                told += 1
                return told == confirmations.count
            }
        }
    }

    /// Reports a share of the matches, and awaits their events.
    func reportAll(callers: Int, share: Range<Int>) async throws -> (rate: Double, delays: Samples) {
        let (stage, confirmations) = (stage, confirmations[share])
        let begun = Locked<[String: ContinuousClock.Instant]>([:])
        let delays = Locked((samples: Samples(), last: ContinuousClock.now))
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let left = Locked(confirmations.count)
                try await stage.readLog { entry in
                    let event = try entry.event()
                    guard event.type == MatchResultRecorded.type else { return false }
                    // Those of an earlier share are read over.
                    guard let begin = begun.withLock({ $0[event.subject] }) else { return false }
                    delays.withLock { delays in
                        delays.last = .now
                        delays.samples.add(delays.last - begin)
                    }
                    return left.withLock { left in
                        left -= 1
                        return left == 0
                    }
                }
            }
            group.addTask {
                try await Self.spread(confirmations.count, callers: callers) { number in
                    let match = confirmations[share.lowerBound + number]
                    let report = ReportMatch(
                        serverUser: match.serverUser, matchID: match.matchID,
                        outcome: match.players.enumerated().map { .init(nickname: $1.nickname, placement: $0 + 1) },
                        custom: nil)
                    begun.withLock { $0[match.matchID.rawValue] = .now }
                    _ = try await stage.client.call(report, deadline: .seconds(10)).get()
                }
            }
            try await group.waitForAll()
        }
        return delays.withLock { (Double(confirmations.count) / (start.duration(to: $0.last)).inSeconds, $0.samples) }
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
                "sh", "-c", #"printf '%s;\n' "$1" | pgbench -n -M prepared -c 8 -j 2 -T 5 -f - "$2""#, "sh", row,
                stage.databaseURL,
            ])
        // `tps = 12345.678901 (without initial connection time)`
        guard let tps = output.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let rate = tps.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) })
        else { throw BenchFailure(description: "pgbench said: \(output.suffix(300))") }
        return rate
    }

    /// Does something so often, by so many tasks at a time.
    private static func spread(
        _ count: Int, callers: Int, _ work: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    for number in stride(from: caller, to: count, by: callers) { try await work(number) }
                }
            }
            try await group.waitForAll()
        }
    }
}
