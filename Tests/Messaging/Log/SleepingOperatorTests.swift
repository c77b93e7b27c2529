import AMQP
import Contracts
import Foundation
import Messaging
import TestKit
import Testing
import Threads

@Suite("Operators who sleep, live", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(3)))
struct SleepingOperatorTests {
    /// Events that come in twenty minutes.
    private static let count = 3600

    /// Tells events with these numbers, three for each second of their times, many at once; how long it really took.
    private func tell(_ numbers: Range<Int>, _ stage: LogStage) async throws -> Duration {
        let events = stage.events
        return try await ContinuousClock().measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for start in 0..<64 {
                    group.addTask {
                        for number in stride(from: numbers.lowerBound + start, to: numbers.upperBound, by: 64) {
                            try await events.publish(
                                Numbered(subject: "s\(number % 64)", number: number), id: "s.\(number)",
                                time: Timestamp(milliseconds: 1_700_000_000_000 + Int64(number) * 1000 / 3))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Fails unless these are the events with these numbers, each once, and in order by subject.
    private func expect(_ entries: [LogEntry], are numbers: Range<Int>) throws {
        #expect(entries.count == numbers.count)
        #expect(Set(try entries.map { try $0.event().id }) == Set(numbers.map { "s.\($0)" }))
        var last: [String: Int] = [:]
        for entry in entries {
            let event = try JSONDecoder().decode(Numbered.self, from: entry.event().data)
            #expect(event.number > last[event.subject] ?? -1, "in order by subject")
            last[event.subject] = event.number
        }
    }

    /// Whoever sleeps: a queue of the public exchange that is full after about a hundred events, somebody at it who takes one
    /// and then nothing more, and somebody like that at the log.
    private func sleepers(_ stage: LogStage) async throws -> [Consumer] {
        let sleeper = QueueDeclaration("ops.sleeper", durable: true, arguments: ["x-max-length-bytes": 40_000])
        try await Administrator(stage.host.configuration).perform([
            .queue(sleeper), .bind(Binding(queue: "ops.sleeper", exchange: BrokerNames.events, routingKey: "#")),
        ])
        return [
            Consumer(stage.host.configuration, queue: .existing("ops.sleeper"), prefetch: 1),
            Consumer(
                stage.host.configuration, queue: .existing(BrokerNames.log), prefetch: 1,
                arguments: { ["x-stream-offset": "first"] }),
        ]
    }

    /// An hour in which all but the follower are away, and the catching up after it. True when nobody was slowed by it: what
    /// was told meanwhile took no longer than it does alone.
    private func hour(from first: Int, _ stage: LogStage, _ sleepers: [Consumer]) async throws -> Bool {
        let count = Self.count
        let undisturbed = try await tell(first..<(first + count), stage)
        let offset = try #require(try await stage.read(first + count, from: .first).last).offset
        let disturbed = try await withServices(sleepers) {
            for sleeper in sleepers { try await sleeper.connected(within: .seconds(60)) }
            return try await tell((first + count)..<(first + 4 * count), stage)
        }
        async let late = stage.read(3 * count, from: .offset(offset + 1))
        let meanwhile = try await tell((first + 4 * count)..<(first + 5 * count), stage)
        try expect(Array(try await late.prefix(3 * count)), are: (first + count)..<(first + 4 * count))
        return disturbed < undisturbed * 3 * 3 && meanwhile < undisturbed * 4
    }

    @Test("Who was away for an hour of events catches up with nothing missing; whoever tells and follows isn't slowed")
    func awake() async throws {
        try await LogStage.with { stage in
            let follower = LogReader(stage.host.configuration, from: .first)
            let followed = Locked<[LogEntry]>([])
            let told = try await withServices([follower]) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        while let batch = await follower.nextBatch() { followed.withLock { $0 += batch } }
                    }
                    // What only another process did to this machine isn't found again.
                    var (told, isSlowed) = (0, true)
                    for _ in 0..<4 where isSlowed {
                        isSlowed = try await !hour(from: told, stage, sleepers(stage))
                        told += 5 * Self.count
                    }
                    #expect(!isSlowed, "whoever sleeps or catches up slows others, four times of four")
                    let all = told
                    try await eventually("the follower has all") { followed.withLock { $0.count } == all }
                    group.cancelAll()
                    return told
                }
            }
            try expect(followed.withLock { $0 }, are: 0..<told)
            let kept = try await Administrator(stage.host.configuration).perform([.checkQueue("ops.sleeper")])[0]
                .messages
            #expect(kept > 10 && kept < 400, "\(kept) are kept for the sleeper")
        }
    }
}
