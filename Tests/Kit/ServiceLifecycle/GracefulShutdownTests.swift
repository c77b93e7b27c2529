import Logging
import ServiceLifecycle
import Testing
import Threads

@Suite struct GracefulShutdownTests {
    private let logger = Logger(label: "test") { _ in NoOpLogHandler() }

    /// Runs `body` in a group that is asked to shut down once `body` says so.
    private func run(_ body: @escaping @Sendable (_ shutDown: @escaping @Sendable () -> Void) async throws -> Void)
        async throws
    {
        let asked = OneShot<Void>()
        let group = ServiceGroup(services: [Scripted { try await body { asked.succeed(()) } }], logger: logger)
        async let asking: Void = {
            try await asked.value()
            await group.triggerGracefulShutdown()
        }()
        try await group.run()
        try await asking
    }

    @Test("the handler is called once, when shutdown is asked for")
    func handler() async throws {
        let calls = Locked(0)
        try await run { shutDown in
            let called = OneShot<Void>()
            try await withGracefulShutdownHandler {
                #expect(!Task.isShuttingDownGracefully)
                shutDown()
                try await called.value()
            } onGracefulShutdown: {
                calls.withLock { $0 += 1 }
                called.succeed(())
            }
            #expect(Task.isShuttingDownGracefully)
        }
        #expect(calls.withLock { $0 } == 1)
    }

    @Test("the handler isn't called after its operation has ended")
    func handlerAfterEnd() async throws {
        try await run { shutDown in
            await withGracefulShutdownHandler {
            } onGracefulShutdown: {
                Issue.record("called after the end")
            }
            shutDown()
            try await gracefulShutdown()
        }
    }

    @Test("registered while already shutting down, the handler is called at once")
    func handlerTooLate() async throws {
        let calls = Locked(0)
        try await run { shutDown in
            shutDown()
            try await gracefulShutdown()
            await withGracefulShutdownHandler {
            } onGracefulShutdown: {
                calls.withLock { $0 += 1 }
            }
        }
        #expect(calls.withLock { $0 } == 1)
    }

    @Test("work that needn't be finished is cancelled by shutdown")
    func cancelWhenShuttingDown() async throws {
        try await run { shutDown in
            await #expect(throws: CancellationError.self) {
                try await cancelWhenGracefulShutdown {
                    shutDown()
                    try await OneShot<Void>().value()
                }
            }
            #expect(!Task.isCancelled)
        }
    }

    @Test("without shutdown its result is returned, and outside of a group it simply runs")
    func cancelWhenNotShuttingDown() async throws {
        #expect(try await cancelWhenGracefulShutdown { 5 } == 5)
    }

    @Test("cancellation reaches the combined handler")
    func combinedHandler() async throws {
        let called = OneShot<Void>()
        let task = Task {
            try await withTaskCancellationOrGracefulShutdownHandler {
                try await called.value()
            } onCancelOrGracefulShutdown: {
                called.succeed(())
            }
        }
        task.cancel()
        _ = await task.result
        try await called.value()
    }
}
