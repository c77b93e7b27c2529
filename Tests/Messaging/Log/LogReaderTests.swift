import Contracts
import Foundation
import Messaging
import TestKit
import Testing

@Suite("The log, live", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(2))) struct LogReaderTests {
    @Test("What was told on the public exchange is in the log, and is read from any place")
    func places() async throws {
        try await LogStage.with { stage in
            try await stage.write(0..<50)
            let all = try await stage.read(50, from: .first)
            #expect(try all.map { try $0.event().id } == (0..<50).map { "s.\($0)" })
            #expect(all.map(\.offset) == all.map(\.offset).sorted())
            let later = try await stage.read(20, from: .offset(all[30].offset))
            #expect(later == Array(all[30...]))
            let last = try await stage.read(1, from: .last)
            #expect(last.last == all.last)
            // All of them are from this hour.
            let past = Timestamp(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000) - 3_600_000)
            #expect(try await stage.read(50, from: .moment(past)) == all)
            let event = try all[7].event()
            #expect(event.type == Numbered.type)
            #expect(try JSONDecoder().decode(Numbered.self, from: event.data).number == 7)
        }
    }

    @Test("A reader whose connection is cut goes on right behind what it took, and misses nothing")
    func cut() async throws {
        try await LogStage.with { stage in
            let reader = LogReader(stage.host.configuration, from: .next, prefetch: 10)
            let ids = try await withServices([reader]) {
                try await reader.connected(within: .seconds(60))
                var ids: [String] = []
                func take(until count: Int) async throws {
                    while ids.count < count, let batch = await reader.nextBatch() {
                        ids += try batch.map { try $0.event().id }
                    }
                }
                try await stage.write(0..<30)
                try await take(until: 25)
                try await stage.cutConnections()
                try await eventually("the writer is back") { stage.events.isConnected }
                try await stage.events.connected(within: .seconds(60))
                try await stage.write(30..<60)
                try await take(until: 60)
                return ids
            }
            #expect(ids == (0..<60).map { "s.\($0)" })
        }
    }
}
