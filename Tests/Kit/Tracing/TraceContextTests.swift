import Foundation
import Testing
import Tracing

@Suite struct TraceContextTests {
    private let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("a traceparent is read and written unchanged")
    func roundTrip() throws {
        let trace = try #require(TraceContext(traceParentHeaderValue: text))
        #expect(trace.traceID.description == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(trace.spanID.description == "00f067aa0ba902b7")
        #expect(trace.flags == .sampled)
        #expect(trace.traceParentHeaderValue == text)
        let json = try JSONEncoder().encode([trace])
        #expect(String(decoding: json, as: UTF8.self) == #"["\#(text)"]"#)
        #expect(try JSONDecoder().decode([TraceContext].self, from: json) == [trace])
    }

    @Test("of a newer version the part is read that this one knows, and flags that it doesn't know are cleared")
    func newer() {
        for newer in [
            "cc-\(text.dropFirst(3))", "cc-\(text.dropFirst(3))-what-the-future-will-be",
            "00-\(text.dropFirst(3).dropLast(2))ff",
        ] {
            #expect(TraceContext(traceParentHeaderValue: newer)?.traceParentHeaderValue == text, "\(newer)")
        }
    }

    @Test(
        "what the recommendation calls invalid is ignored",
        arguments: [
            "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.",
            "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
            "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473é-00f067aa0ba902b-01",
        ])
    func invalid(text: String) {
        #expect(TraceContext(traceParentHeaderValue: text) == nil)
    }

    @Test("a trace that begins here is told from all others, and is valid")
    func random() {
        let (one, two) = (TraceContext.random(), TraceContext.random())
        #expect(one.traceID != two.traceID)
        #expect(TraceContext(traceParentHeaderValue: one.traceParentHeaderValue) == one)
    }

    @Test("a context is there in the tasks that its own makes, and nowhere else")
    func current() async {
        let context = ServiceContext(traceContext: TraceContext(traceParentHeaderValue: text), requestID: "r1")
        #expect(ServiceContext.current == nil)
        await ServiceContext.withValue(context) {
            async let inner = ServiceContext.current?.requestID
            #expect(await inner == "r1")
            await withTaskGroup(of: String?.self) { group in
                group.addTask { ServiceContext.current?.traceContext?.traceParentHeaderValue }
                for await trace in group { #expect(trace == text) }
            }
        }
        #expect(ServiceContext.current == nil)
    }
}
