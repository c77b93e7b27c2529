/// One descriptor that an `EventLoop` watches. Touched on the loop's thread only, hence `@unchecked`.
public final class DescriptorWatch: @unchecked Sendable {
    public let descriptor: Int32
    let token: UInt64
    private let reactor: Reactor
    var handler: ((Readiness) -> Void)?

    init(descriptor: Int32, token: UInt64, reactor: Reactor, handler: @escaping (Readiness) -> Void) {
        self.descriptor = descriptor
        self.token = token
        self.reactor = reactor
        self.handler = handler
    }

    /// Asks for other events from now on, or again for those of a `.once` watch.
    public func update(_ interest: Readiness) throws(SocketError) { try reactor.update(self, interest) }

    /// Ends the watch; its handler is not called again. To be called before the descriptor is closed. Idempotent.
    public func cancel() { reactor.remove(self) }
}
