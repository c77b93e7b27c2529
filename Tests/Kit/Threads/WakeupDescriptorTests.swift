import CLinux
import Testing
import Threads

extension WakeupDescriptor {
    /// Blocks the calling thread, which must not be one of the cooperative pool, until somebody signals.
    func wait() {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&polled, 1, -1) < 0 {}
    }

    var isReadable: Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) == 1
    }
}

@Suite struct WakeupDescriptorTests {
    @Test("is readable from a signal until it is drained, however many signals there were")
    func signalAndDrain() {
        let wakeup = WakeupDescriptor()
        #expect(!wakeup.isReadable)
        wakeup.signal()
        wakeup.signal()
        #expect(wakeup.isReadable)
        wakeup.drain()
        #expect(!wakeup.isReadable)
        wakeup.drain()
        wakeup.signal()
        #expect(wakeup.isReadable)
    }

    @Test("wakes a thread that waits")
    func wakesThread() async throws {
        let wakeup = WakeupDescriptor()
        let thread = DedicatedThread.start(name: "waiter") { wakeup.wait() }
        wakeup.signal()
        try await thread.finished()
    }
}
