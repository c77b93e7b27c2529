import CLinux
import Threads

/// One thread that waits for many descriptors (epoll) and runs what belongs to them. The only epoll loop of the
/// project.
///
/// It is a serial executor: an actor whose `unownedExecutor` is a loop runs on the loop's thread, and reaches its own
/// state from a handler by `assumeIsolated`. Nothing that runs here may block. The thread ends when the loop is let go.
public final class EventLoop: SerialExecutor {
    /// For whoever needs no loop of his own.
    public static let shared = EventLoop(name: "sockets")

    private let reactor = Reactor()

    /// - Parameter name: of the thread, at most 15 bytes.
    public init(name: String) {
        // The thread holds the reactor, not the loop, which otherwise would never be let go.
        DedicatedThread.start(name: name) { [reactor] in reactor.run() }
    }

    deinit { reactor.stop() }

    public func enqueue(_ job: consuming ExecutorJob) { reactor.submit(.job(UnownedJob(job), self)) }

    public func checkIsolated() { precondition(reactor.isCurrent, "not on the event loop's thread") }

    public func isIsolatingCurrentContext() -> Bool? { reactor.isCurrent }

    /// Runs the closure on the loop's thread, in the order of submission.
    public func execute(_ closure: @escaping @Sendable () -> Void) { reactor.submit(.closure(closure)) }

    /// Calls the action once on the loop's thread, not before the delay. To be called on the loop's thread.
    @discardableResult
    public func schedule(after delay: Duration, _ action: @escaping () -> Void) -> LoopTimer {
        reactor.schedule(after: delay, action)
    }

    /// Calls the handler on the loop's thread whenever the descriptor is ready as asked. To be called on the loop's
    /// thread; the caller keeps the descriptor open until it has cancelled the watch.
    public func watch(
        _ descriptor: Int32, for interest: Readiness, _ handler: @escaping (Readiness) -> Void
    ) throws(SocketError) -> DescriptorWatch {
        try reactor.add(descriptor, interest, handler)
    }

    /// 64 KiB to read into, shared by everything on the loop; for use within one call on the loop's thread.
    var scratch: UnsafeMutableRawBufferPointer { reactor.scratch }
}
