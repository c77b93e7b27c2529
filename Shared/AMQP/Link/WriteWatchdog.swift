import CLinux
import Synchronization
import Threads

/// Ends connections whose broker has stopped reading.
///
/// librabbitmq's writes wait for the socket without limit. One thread for the whole process looks every 250 ms whether a
/// write has lasted longer than it may, and shuts that socket down: the write then fails on its own thread, which reconnects.
final class WriteWatchdog: Sendable {
    static let shared = WriteWatchdog()

    private let sockets = Locked<[ObjectIdentifier: GuardedSocket]>([:])
    private let started = Atomic(false)

    /// Watches writes to the descriptor until its guard is released.
    func guarding(_ descriptor: Int32, writeLimit: Duration, callLimit: Duration) -> GuardedSocket {
        let socket = GuardedSocket(descriptor, writeLimit: writeLimit, callLimit: callLimit, watchdog: self)
        sockets.withLock { $0[ObjectIdentifier(socket)] = socket }
        if !started.exchange(true, ordering: .relaxed) { DedicatedThread.start(name: "amqp-watchdog") { self.watch() } }
        return socket
    }

    /// Forgets a descriptor that is about to be closed. It isn't touched any more once this returns.
    func release(_ socket: GuardedSocket) {
        sockets.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(socket)) }
    }

    private func watch() {
        while true {
            _ = poll(nil, 0, 250)
            // Shut down under the lock: a descriptor that is in the list is still open.
            sockets.withLock { sockets in
                for socket in sockets.values { socket.shutDownIfStuck() }
            }
        }
    }
}
