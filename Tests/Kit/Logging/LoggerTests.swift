import Foundation
import Logging
import ServiceKit
import Testing
import Threads
import Tracing

/// Lines that a handler wrote.
final class CapturedLines: Sendable {
    private let captured = Locked<[String]>([])

    var lines: [String] { captured.withLock { $0 } }

    var sink: LogSink {
        LogSink { line in self.captured.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
    }
}

@Suite struct LoggerTests {
    private let captured = CapturedLines()
    private let instant = Timestamp(seconds: 1_772_384_645, nanoseconds: 123_999_999)

    private func jsonLogger() -> Logger {
        Logger(label: "muster.test") { [captured, instant] label in
            JSONLogHandler(
                label: label, service: "muster-queue", instance: "2", sink: captured.sink, now: { instant })
        }
    }

    private func textLogger() -> Logger {
        Logger(label: "muster.test") { [captured, instant] label in
            TerminalLogHandler(label: label, sink: captured.sink, now: { instant })
        }
    }

    @Test("a JSON line has every member, with sorted metadata")
    func jsonLine() {
        var logger = jsonLogger()
        logger[metadataKey: "match.id"] = "m1"
        logger.info(
            "match confirmed",
            metadata: ["count": .stringConvertible(2), "ok": .stringConvertible(true), "list": ["a", ["b": "c"]]])
        #expect(
            captured.lines == [
                #"{"time":"2026-03-01T17:04:05.123Z","level":"info","label":"muster.test","message":"match confirmed","service":"muster-queue","instance":"2","metadata":{"count":2,"list":["a",{"b":"c"}],"match.id":"m1","ok":true}}"#
                    + "\n"
            ])
    }

    @Test("what the task at hand is about stands beside a logger's own metadata, and gives way to the message's")
    func provided() {
        var logger = jsonLogger()
        logger.handler.metadataProvider = .tracing
        logger[metadataKey: "request.id"] = "of the logger"
        let trace = TraceContext(traceParentHeaderValue: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        logger.info("outside")
        ServiceContext.withValue(ServiceContext(traceContext: trace, requestID: "r1")) {
            logger.info("inside")
            logger.info("own", metadata: ["request.id": "r2"])
        }
        let expected = [
            #"{"request.id":"of the logger"}"#,
            #"{"request.id":"r1","trace.id":"4bf92f3577b34da6a3ce929d0e0e4736"}"#,
            #"{"request.id":"r2","trace.id":"4bf92f3577b34da6a3ce929d0e0e4736"}"#,
        ]
        #expect(captured.lines.count == 3)
        for (line, metadata) in zip(captured.lines, expected) { #expect(line.contains(#""metadata":\#(metadata)}"#)) }
    }

    @Test("any text survives JSON, and stays on its line")
    func jsonEscapes() throws {
        let text = "quote \" back \\ line\nreturn\r tab\t bell\u{7} delete\u{7f} é 🎲"
        jsonLogger().warning("\(text)")
        let line = try #require(captured.lines.first)
        #expect(line.filter { $0 == "\n" }.count == 1)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["message"] as? String == text)
    }

    @Test("below its level a logger neither writes nor builds the message")
    func levels() {
        var logger = jsonLogger()
        logger.logLevel = .warning
        func costly() -> String {
            Issue.record("the message was built")
            return ""
        }
        logger.info("\(costly())")
        logger.error("kept")
        #expect(captured.lines.count == 1)
        #expect(Logger.Level.allCases == Logger.Level.allCases.sorted())
    }

    @Test("metadata of a call wins over the logger's, and that of a copy stays with the copy")
    func metadataPrecedence() {
        var logger = textLogger()
        logger[metadataKey: "a"] = "1"
        var copy = logger
        copy[metadataKey: "b"] = "2"
        logger.info("original", metadata: ["a": "9"])
        copy.info("copy")
        #expect(
            captured.lines == [
                "17:04:05.123 info     muster.test: original  a=9\n",
                "17:04:05.123 info     muster.test: copy  a=1  b=2\n",
            ])
    }

    @Test("control characters can't reach an operator's terminal")
    func controlCharacters() {
        textLogger().critical("\u{1b}[2J", metadata: ["name": "a\nb"])
        #expect(captured.lines == ["17:04:05.123 critical muster.test: \\u{1b}[2J  name=a\\u{a}b\n"])
    }

    @Test("a process is bootstrapped once, and loggers made afterwards write JSON to standard error")
    func bootstrap() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            LoggingSystem.bootstrap(LogFormat.auto.factory(level: .debug, service: "muster-auth", instance: "1"))
            Logger(label: "muster.test").debug("hello")
            exit(0)
        }
        let output = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(output.contains(#""level":"debug","label":"muster.test","message":"hello","service":"muster-auth""#))
        await #expect(processExitsWith: .failure) {
            LoggingSystem.bootstrap { _ in NoOpLogHandler() }
            LoggingSystem.bootstrap { _ in NoOpLogHandler() }
        }
    }
}
