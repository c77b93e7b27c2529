import AMQP
import Contracts
import Load
import Messaging
import Threads

extension BenchCase {
    /// By turns, so that both have the same machine.
    static let resultsReplay = BenchCase(
        name: "results-replay",
        summary: "events a second that our client replays from the log, and that librabbitmq takes",
        run: { target in
            let (ours, raw) = try await ResultsBenchStage.with(target, withService: false) { stage in
                try await fill(stage)
                var (ours, raw): ([Double], [Double]) = ([], [])
                for _ in 0..<5 {
                    ours.append(Double(events) / (try await replay(stage)).inSeconds)
                    let time = try await RawConsumption.measure(
                        stage.broker, queue: BrokerNames.log, arguments: ["x-stream-offset": "first"], prefetch: 1000,
                        messages: events)
                    raw.append(Double(events) / time.inSeconds)
                }
                return (ours.sorted()[2], raw.sorted()[2])
            }
            return [
                Measurement(name: "results-replay.rate", value: ours, unit: "events/s")
                    .compared(with: raw, "amqp_consume_message of librabbitmq")
            ]
        })

    private static let events = 40_000

    /// Writes results into the log.
    private static func fill(_ stage: ResultsBenchStage) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for start in 0..<64 {
                group.addTask {
                    for number in stride(from: start, to: events, by: 64) {
                        let match = MatchRecord(
                            matchID: MatchID("mbench\(number)"), mode: "duel", state: .completed, region: "eu",
                            address: "127.0.0.1:7000", createdAt: "2026-03-01T16:58:11.020Z",
                            completedAt: "2026-03-01T17:04:05.121Z",
                            players: ["a", "b"].enumerated().map {
                                .init(
                                    playerID: PlayerID("p\($1)\(number)"), nickname: "player-\($1)-\(number)",
                                    faction: "team-\($1)", placement: $0 + 1)
                            }, custom: nil)
                        try await stage.events.publish(
                            MatchResultRecorded(match: match), id: "\(match.matchID).2",
                            time: Timestamp(milliseconds: 1_763_625_600_125))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// How long our client takes for all of it, from the first event on.
    private static func replay(_ stage: ResultsBenchStage) async throws -> Duration {
        let progress = Locked((count: 0, begun: ContinuousClock.now))
        try await stage.readLog { _ in
            progress.withLock { progress in
                if progress.count == 0 { progress.begun = .now }
                progress.count += 1
                return progress.count == events
            }
        }
        return progress.withLock { $0.begun.duration(to: .now) }
    }
}
