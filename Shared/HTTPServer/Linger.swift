import CLinux
import Glibc
import Sockets

/// Keeps a connection that libmicrohttpd is about to close from being reset while its client still sends: reads and
/// throws away until the client's end, for at most two seconds. Only on its loop's thread after `begin`, hence
/// `@unchecked`.
final class Linger: @unchecked Sendable {
    private static let limit = Duration.seconds(2)
    private let descriptor: Int32
    private let loop: EventLoop
    private var watch: DescriptorWatch?

    private init(descriptor: Int32, loop: EventLoop) {
        self.descriptor = descriptor
        self.loop = loop
    }

    /// Takes a duplicate of the descriptor. Does nothing when there is no descriptor left for it.
    static func begin(_ descriptor: Int32, on loop: EventLoop) {
        let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else { return }
        shutdown(duplicate, Int32(SHUT_WR))
        let linger = Linger(descriptor: duplicate, loop: loop)
        loop.execute { linger.start() }
    }

    private func start() {
        do {
            // Strong: the watch and the timer are what keeps this alive.
            watch = try loop.watch(descriptor, for: [.readable, .closing]) { _ in self.discard() }
            loop.schedule(after: Self.limit) { self.end() }
        } catch {
            close(descriptor)  // closing at once is all that is left
        }
    }

    private func discard() {
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 { continue }
            if count == 0 || errno != EAGAIN && errno != EINTR { end() }
            return
        }
    }

    private func end() {
        guard let watch else { return }
        self.watch = nil
        watch.cancel()
        close(descriptor)
    }
}
