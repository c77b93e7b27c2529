import CLinux
import Synchronization

/// A socket whose writes are timed, see `WriteWatchdog`.
final class GuardedSocket: Sendable {
    private let descriptor: Int32
    private let writeLimit: Int64
    private let callLimit: Int64
    private let watchdog: WriteWatchdog
    /// When what is under way must be over, nanoseconds of the monotonic clock; 0 while nothing is.
    private let deadline = Atomic<Int64>(0)

    init(_ descriptor: Int32, writeLimit: Duration, callLimit: Duration, watchdog: WriteWatchdog) {
        self.descriptor = descriptor
        self.watchdog = watchdog
        self.writeLimit = Self.nanoseconds(writeLimit)
        self.callLimit = Self.nanoseconds(callLimit)
    }

    /// Runs a call that may write to the socket.
    func write<Result>(_ body: () -> Result) -> Result { run(body, limit: writeLimit) }

    /// Runs a call that writes, then waits for the broker's answer with a limit of librabbitmq's own.
    func call<Result>(_ body: () -> Result) -> Result { run(body, limit: callLimit) }

    /// To be called before the descriptor is closed.
    func release() { watchdog.release(self) }

    /// Called by the watchdog, under its lock.
    func shutDownIfStuck() {
        let deadline = deadline.load(ordering: .relaxed)
        guard deadline != 0, Self.now() > deadline else { return }
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func run<Result>(_ body: () -> Result, limit: Int64) -> Result {
        deadline.store(Self.now() + limit, ordering: .relaxed)
        defer { deadline.store(0, ordering: .relaxed) }
        return body()
    }

    private static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
