import CLinux
import Glibc

/// The descriptor of a socket that one task at a time waits to read from, or to accept from. It is closed when it is let go.
/// Touched on its loop's thread only, hence `@unchecked`.
final class ReadableSocket: @unchecked Sendable {
    private let loop: EventLoop
    /// Below zero once it is closed.
    private(set) var descriptor: Int32
    private var watch: DescriptorWatch?
    private var waiter: CheckedContinuation<Void, Never>?

    init(_ descriptor: Int32, loop: EventLoop) {
        self.descriptor = descriptor
        self.loop = loop
    }

    deinit {
        guard descriptor >= 0 else { return }
        let (watch, descriptor) = (self.watch, self.descriptor)
        loop.execute {
            watch?.cancel()
            Glibc.close(descriptor)
        }
    }

    /// To be called once.
    func start() throws(SocketError) {
        watch = try loop.watch(descriptor, for: [.readable, .edges]) { [weak self] _ in self?.wake() }
    }

    /// The descriptor, to be tried. Throws `closed` after `close()`.
    func opened(_ operation: String) throws(SocketError) -> Int32 {
        guard descriptor >= 0 else { throw SocketError(.closed, operation) }
        return descriptor
    }

    /// Returns when it is worth trying again. Throws `cancelled` when the task was cancelled.
    func wait(_ operation: String, isolation: isolated any Actor = #isolation) async throws(SocketError) {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // A closure that doesn't name the isolated parameter isn't isolated to it. It would run on another thread,
                // and miss an event that comes before the waiter is there.
                _ = isolation
                loop.checkIsolated()
                precondition(waiter == nil, "two tasks wait at one socket")
                if Task.isCancelled { continuation.resume() } else { waiter = continuation }
            }
        } onCancel: {
            loop.execute { self.wake() }
        }
        if Task.isCancelled { throw SocketError(.cancelled, operation) }
    }

    func wake() {
        guard let waiter else { return }
        self.waiter = nil
        waiter.resume()
    }

    func close() {
        guard descriptor >= 0 else { return }
        watch?.cancel()
        Glibc.close(descriptor)
        descriptor = -1
        wake()
    }
}
