import AMQP
import Contracts
import Foundation
import Messaging
import TestKit
import Testing

@Suite("Operators who sleep, live", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(3)))
struct SleepingOperatorTests {
    /// Tells events with these numbers, many at once; how long it took.
    private func tell(_ numbers: Range<Int>, _ stage: LogStage) async throws -> Duration {
        let events = stage.events
        return try await ContinuousClock().measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for start in 0..<64 {
                    group.addTask {
                        for number in stride(from: numbers.lowerBound + start, to: numbers.upperBound, by: 64) {
                            try await events.publish(
                                Numbered(subject: "s\(start)", number: number), id: "s.\(number)",
                                time: Timestamp(milliseconds: 1_700_000_000_000))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("Who was away for many events catches up with nothing missing, and a full queue of a sleeper stalls nobody")
    func awake() async throws {
        try await LogStage.with { stage in
            let count = 6000
            let undisturbed = try await tell(0..<count, stage)
            let first = try await stage.read(count, from: .first)
            let offset = try #require(first.last).offset

            // Full after about a hundred events; the policy makes it drop its oldest.
            let sleeper = QueueDeclaration("ops.sleeper", durable: true, arguments: ["x-max-length-bytes": 40_000])
            let administrator = Administrator(stage.host.configuration)
            try await administrator.perform([
                .queue(sleeper), .bind(Binding(queue: "ops.sleeper", exchange: BrokerNames.events, routingKey: "#")),
            ])
            // Takes one message and then nothing more.
            let drowsy = Consumer(stage.host.configuration, queue: .existing("ops.sleeper"), prefetch: 1)
            let disturbed = try await withServices([drowsy]) { try await tell(count..<(4 * count), stage) }

            let missed = try await stage.read(3 * count, from: .offset(offset + 1))
            #expect(Set(try missed.map { try $0.event().id }) == Set((count..<(4 * count)).map { "s.\($0)" }))
            var last: [String: Int] = [:]
            for entry in missed {
                let event = try JSONDecoder().decode(Numbered.self, from: entry.event().data)
                #expect(event.number > last[event.subject] ?? -1, "in order by subject")
                last[event.subject] = event.number
            }
            let kept = try await administrator.perform([.checkQueue("ops.sleeper")])[0].messages
            #expect(kept > 10 && kept < 400, "\(kept) are kept for the sleeper")
            #expect(disturbed < undisturbed * 3 * 3, "\(disturbed) for three times as many, after \(undisturbed)")
        }
    }
}
