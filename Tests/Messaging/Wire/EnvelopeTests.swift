import Foundation
import Testing
import Tracing

@testable import Messaging

@Suite struct EnvelopeTests {
    private func json(_ append: (inout Data) -> Void) -> String {
        var json = Data()
        append(&json)
        return String(decoding: json, as: UTF8.self)
    }

    @Test("a request is written as recorded, and read back")
    func request() {
        let envelope = RequestEnvelope(
            type: "auth.session.check.v1", deadlineMilliseconds: 1500, body: Data(#"{"session":"s"}"#.utf8))
        let recorded =
            #"{"type":"auth.session.check.v1","deadlineMilliseconds":1500,"body":{"session":"s"}}"#
        #expect(json { envelope.append(to: &$0) } == recorded)
        #expect(RequestEnvelope(json: Data(recorded.utf8)) == envelope)
    }

    @Test("the trace and the id of the client's request travel along, unless they are missing or can't be read")
    func context() throws {
        let trace = try #require(
            TraceContext(traceParentHeaderValue: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"))
        var envelope = RequestEnvelope(type: "a.v1", deadlineMilliseconds: 1, body: Data("[]".utf8))
        for (context, text) in [
            (
                RequestEnvelope.Context(trace: trace, requestID: "r-1"),
                #","traceparent":"\#(trace.traceParentHeaderValue)","requestId":"r-1""#
            ),
            (RequestEnvelope.Context(trace: nil, requestID: "r-1"), #","requestId":"r-1""#),
            (
                RequestEnvelope.Context(trace: trace, requestID: nil),
                #","traceparent":"\#(trace.traceParentHeaderValue)""#
            ),
        ] {
            envelope.context = context
            let recorded = #"{"type":"a.v1","deadlineMilliseconds":1\#(text),"body":[]}"#
            #expect(json { envelope.append(to: &$0) } == recorded)
            #expect(RequestEnvelope(json: Data(recorded.utf8)) == envelope)
        }
        let odd = #"{"type":"a.v1","deadlineMilliseconds":1,"traceparent":"00-x","requestId":7,"body":[]}"#
        #expect(RequestEnvelope(json: Data(odd.utf8))?.context == nil)
        envelope.context = RequestEnvelope.Context(trace: nil, requestID: #"a"b\"#)
        let quoted = json { envelope.append(to: &$0) }
        #expect(
            RequestEnvelope(json: Data(quoted.utf8))
                == RequestEnvelope(type: "a.v1", deadlineMilliseconds: 1, body: Data("[]".utf8)))
    }

    @Test("members that are newer than this release are ignored")
    func newer() {
        let newer = #"{"trace":{"id":"x"},"body":[],"deadlineMilliseconds":1,"type":"a.v1"}"#
        #expect(
            RequestEnvelope(json: Data(newer.utf8))
                == RequestEnvelope(type: "a.v1", deadlineMilliseconds: 1, body: Data("[]".utf8)))
    }

    @Test(
        "what lacks a member is no request",
        arguments: [
            #"{"type":"a.v1","body":{}}"#, #"{"deadlineMilliseconds":1,"body":{}}"#,
            #"{"type":"a.v1","deadlineMilliseconds":1}"#, #"{"type":1,"deadlineMilliseconds":1,"body":{}}"#, "[]",
        ])
    func incomplete(json: String) {
        #expect(RequestEnvelope(json: Data(json.utf8)) == nil)
    }

    @Test("replies and errors are written as recorded, and read back")
    func replies() {
        let recorded: [(ReplyEnvelope, String)] = [
            (.reply(Data("[1]".utf8)), #"{"reply":[1]}"#),
            (.failure(code: "moved", reason: ""), #"{"error":{"code":"moved","reason":""}}"#),
        ]
        for (envelope, text) in recorded {
            let written = json { envelope.append(to: &$0) }
            // The encoder's members come in any order.
            #expect(written.count == text.count)
            #expect(ReplyEnvelope(json: Data(text.utf8)) == envelope)
            #expect(ReplyEnvelope(json: Data(written.utf8)) == envelope)
        }
        #expect(ReplyEnvelope(json: Data("{}".utf8)) == nil)
    }
}
