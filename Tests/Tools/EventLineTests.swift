import Contracts
import Foundation
import Messaging
import Testing

@testable import MusterCommand

@Suite struct EventLineTests {
    private func line(_ type: String, _ data: String) throws -> String {
        let json = #"""
            {"specversion":"1.0","id":"m1.2","source":"/muster/results","type":"\#(type)","subject":"m1",
            "time":"2026-03-01T17:04:05.123Z","data":\#(data)}
            """#
        return EventLine(
            event: try LoggedEvent(json: Data(json.utf8)), terminal: Terminal(environment: ["NO_COLOR": "1"])
        ).text
    }

    @Test("A result is a line: when, what, the mode, who came where and what it made of ratings")
    func result() throws {
        let text = try line(
            "match.result.recorded.v1",
            #"""
            {"matchId":"m1","mode":"duel","state":"completed","address":"h:1","createdAt":"","players":[
            {"playerId":"pb","nickname":"grace","faction":"blue","placement":2,"ratingBefore":10,"ratingAfter":7.46},
            {"playerId":"pa","nickname":"ada","faction":"red","placement":1,"ratingBefore":0,"ratingAfter":2.54}]}
            """#)
        #expect(text == "17:04:05.123  result.recorded   duel    1 ada +2.5, 2 grace -2.5  m1")
    }

    @Test("What is newer than this release, or made to drive the terminal, does no harm")
    func foreign() throws {
        #expect(try line("match.teleported.v7", "[]").contains("match.teleported  "))
        #expect(try line("match.teleported.v7", "[]").contains("can't be read by this release"))
        let evil = try line(
            "match.confirmed.v1",
            #"{"mode":"\u001b[2J","state":"inProgress","address":"h:1","players":[{"nickname":"a\u0007\u009bb"}]}"#)
        #expect(!evil.unicodeScalars.contains { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) })
        #expect(evil.contains("a\u{fffd}\u{fffd}b at h:1"))
    }

    @Test(
        "Where to begin is first, last, an offset or a moment",
        arguments: [
            (nil, LogStart.next), ("next", .next), ("first", .first), ("last", .last), ("0", .offset(0)),
            ("4711", .offset(4711)), ("2026-03-01T17:04:05Z", .moment(Timestamp(milliseconds: 1_772_384_645_000))),
            ("2026-03-01T18:04:05.5+01:00", .moment(Timestamp(milliseconds: 1_772_384_645_500))),
        ])
    func start(_ text: String?, _ start: LogStart) throws {
        #expect(try LogStart(text: text) == start)
    }

    @Test("Anything else is refused", arguments: ["", "-1", "yesterday", "2026-03-01", "1.5", "FIRST"])
    func refused(_ text: String) {
        #expect(throws: UsageError.self) { try LogStart(text: text) }
    }

    @Test("Pages of a calibration add up to one table and one score")
    func calibration() {
        var report = CalibrationReport(bins: 2)
        #expect(report.text == "no rated matches")
        report.add(
            .init(
                matches: 2, bins: [.init(count: 2, predicted: 1.2, won: 1), .init(count: 0, predicted: 0, won: 0)],
                squares: 0.5, next: nil))
        report.add(
            .init(
                matches: 2, bins: [.init(count: 1, predicted: 0.6, won: 0.5), .init(count: 1, predicted: 0.8, won: 1)],
                squares: 0.1, next: nil))
        #expect(report.brier == 0.15)
        #expect(report.text.contains("60.00 %") && report.text.contains("50.00 %"))
        #expect(report.text.contains("4 matches, Brier score 0.1500"))
    }
}
