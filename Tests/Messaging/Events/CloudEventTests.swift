import Contracts
import Foundation
import Testing
import Tracing

@testable import Messaging

@Suite struct CloudEventTests {
    private let event = CloudEvent(
        id: "e1", source: .results, type: "match.result.recorded.v1", subject: "m1",
        time: Timestamp(milliseconds: 1_700_000_000_123), sequence: 2,
        trace: TraceContext(traceParentHeaderValue: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        data: Data(#"{"a":[1]}"#.utf8))

    private let recorded =
        #"{"datacontenttype":"application/json","id":"e1","seq":2,"sequence":"2","source":"/muster/results","#
        + #""specversion":"1.0","subject":"m1","time":"2023-11-14T22:13:20.123Z","#
        + #""traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"match.result.recorded.v1","#
        + #""data":{"a":[1]}}"#

    @Test("an event of a release that knew of no traces still means the same")
    func older() throws {
        let json =
            #"{"datacontenttype":"application/json","id":"e1","sequence":"2","source":"/muster/results","#
            + #""specversion":"1.0","subject":"m1","time":"2023-11-14T22:13:20.123Z","type":"match.result.recorded.v1","#
            + #""data":{"a":[1]}}"#
        var untraced = event
        untraced.trace = nil
        #expect(try CloudEvent(json: Data(json.utf8)) == untraced)
    }

    @Test("an event is written as recorded, and read back")
    func roundTrip() throws {
        #expect(String(decoding: try event.json(), as: UTF8.self) == recorded)
        #expect(try CloudEvent(json: Data(recorded.utf8)) == event)
    }

    @Test("what CloudEvents leaves open may be missing, and what is newer is ignored")
    func others() throws {
        let json = #"{"specversion":"1.0","id":"x","source":"/muster/auth","type":"t","data":1,"traceparent":"00-1"}"#
        let event = try CloudEvent(json: Data(json.utf8))
        #expect((event.subject, event.time, event.sequence) == ("", nil, nil))
        #expect(event.trace == nil)
        #expect(event.data == Data("1".utf8))
    }

    @Test("a source that is newer than the reader is kept as it came")
    func newSource() throws {
        let json = #"{"specversion":"1.0","id":"x","source":"/muster/tournaments","type":"t","data":1}"#
        #expect(try CloudEvent(json: Data(json.utf8)).source == ServiceName("tournaments"))
    }

    @Test(
        "what is no event of ours is refused",
        arguments: [
            "", "[]", "{}", #"{"specversion":"0.3","id":"x","source":"/muster/auth","type":"t","data":1}"#,
            #"{"specversion":"1.0","id":"x","source":"/else/where","type":"t","data":1}"#,
            #"{"specversion":"1.0","id":"x","source":"/muster/auth","type":"t"}"#,
        ])
    func refused(json: String) {
        #expect(throws: (any Error).self) { try CloudEvent(json: Data(json.utf8)) }
    }
}
