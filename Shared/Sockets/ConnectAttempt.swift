import CLinux
import Glibc
import Threads

/// One connection being made, on the thread of its loop.
enum ConnectAttempt {
    /// A connected socket. Throws `refused`, `timedOut`, `cancelled` or what the system said.
    static func run(to address: SocketAddress, timeout: Duration, loop: EventLoop) async throws(SocketError) -> Int32 {
        let operation = "connect \(address)"
        let descriptor = try Descriptor.stream(for: address)
        let code = address.withSockAddr { connect(descriptor, $0, $1) } == 0 ? 0 : errno
        guard code == EINPROGRESS else {
            if code == 0 { return descriptor }
            close(descriptor)
            throw SocketError(code: code, operation)
        }
        let outcome = OneShot<Int32>()
        let attempt = Attempt()
        loop.execute { attempt.start(descriptor, timeout, loop, outcome) }
        do {
            let code = try await outcome.value()
            guard code == 0 else { throw SocketError(code: code, operation) }
            return descriptor
        } catch {
            loop.execute {
                attempt.stop()
                close(descriptor)
            }
            throw error as? SocketError ?? SocketError(.cancelled, operation)
        }
    }

    /// Touched on the loop's thread only, hence `@unchecked`.
    private final class Attempt: @unchecked Sendable {
        private var watch: DescriptorWatch?
        private var timer: LoopTimer?

        func start(_ descriptor: Int32, _ timeout: Duration, _ loop: EventLoop, _ outcome: OneShot<Int32>) {
            do {
                watch = try loop.watch(descriptor, for: .writable) { [weak self] _ in
                    self?.stop()
                    outcome.succeed(Descriptor.pendingError(descriptor))
                }
                timer = loop.schedule(after: timeout) { [weak self] in
                    self?.stop()
                    outcome.succeed(ETIMEDOUT)
                }
            } catch {
                outcome.succeed(error.code)
            }
        }

        func stop() {
            watch?.cancel()
            timer?.cancel()
        }
    }
}
