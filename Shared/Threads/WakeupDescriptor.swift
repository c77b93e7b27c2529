import CLinux
import Glibc

/// A descriptor (eventfd) that becomes readable when somebody calls `signal()`: wakes a thread out of `poll` or `epoll_wait`.
public final class WakeupDescriptor: Sendable {
    /// To be polled for reading; owned by this object, and closed with it.
    public let descriptor: Int32

    /// Traps when the process has no descriptor left.
    public init() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        precondition(descriptor >= 0, "eventfd failed with errno \(errno)")
    }

    deinit {
        close(descriptor)
    }

    /// Makes the descriptor readable. Cheap, never blocks, callable from any thread; several signals merge into one.
    public func signal() {
        // The only possible failure is EAGAIN on an overflowing counter, which is readable anyway.
        _ = eventfd_write(descriptor, 1)
    }

    /// Makes it unreadable again. Call it before looking at what the signal was for, or one may be missed.
    public func drain() {
        var count: eventfd_t = 0
        // EAGAIN, when nobody had signalled, is as good.
        _ = eventfd_read(descriptor, &count)
    }
}
