import CLinux
import Glibc

/// A thread of the operating system for code that blocks, outside of Swift's cooperative pool.
///
/// The thread is detached: it ends when its body returns, and nobody has to join it. Use `finished()` to wait for it.
///
/// `Sendable`: holds only a `OneShot`.
public final class DedicatedThread: Sendable {
    private let end = OneShot<Void>()

    private init() {}

    /// Starts `body` on a thread of its own.
    ///
    /// - Parameters:
    ///   - name: shown by `top -H` and debuggers; the kernel keeps 15 bytes of it.
    ///   - stackBytes: size of its stack, 1 MiB unless given.
    /// Traps when the system can't start a thread: a process that can't do that can't serve.
    @discardableResult
    public static func start(
        name: String, stackBytes: Int = 1 << 20, _ body: @escaping @Sendable () -> Void
    ) -> DedicatedThread {
        let thread = DedicatedThread()
        let start = Start(name: name) {
            body()
            thread.end.succeed(())
        }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var handle = pthread_t()
        let code = pthread_create(&handle, &attributes, threadEntry, Unmanaged.passRetained(start).toOpaque())
        precondition(code == 0, "cannot start thread \(name): pthread_create failed with \(code)")
        return thread
    }

    /// Returns when the body has returned, or throws `CancellationError` when the waiting task is cancelled first.
    public func finished() async throws {
        try await end.value()
    }
}

/// What the new thread takes over from the one that made it.
private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

/// A function, not a closure, so that it can't inherit the isolation of the place where it is written.
private func threadEntry(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    muster_name_this_thread(start.name)
    start.body()
    return nil
}
