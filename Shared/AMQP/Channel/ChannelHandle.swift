import CLinux
import CRabbitMQ

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One connection with its one channel: owns librabbitmq's handle, opened in `init`, freed in `deinit`.
///
/// Not `Sendable`, deliberately: it lives and dies on the thread that made it. Everything here blocks at most for the
/// configuration's timeouts; writes are watched by `WriteWatchdog`, since librabbitmq waits for the socket without limit.
final class ChannelHandle {
    /// The only channel.
    static let number: amqp_channel_t = 1

    let connection: amqp_connection_state_t
    let scratch = WireScratch()
    /// To be polled for reading.
    let descriptor: Int32
    private let guardedSocket: GuardedSocket
    private var assembler = FrameAssembler()

    /// Connects, logs in and opens the channel.
    init(_ configuration: AMQPConfiguration) throws(AMQPError) {
        guard let connection = amqp_new_connection() else {
            throw AMQPError(.transport, "no memory for a connection")
        }
        self.connection = connection
        do {
            descriptor = try Self.openSocket(connection, configuration)
            guardedSocket = WriteWatchdog.shared.guarding(
                descriptor, writeLimit: configuration.writeTimeout,
                callLimit: configuration.connectTimeout + configuration.writeTimeout)
        } catch {
            amqp_destroy_connection(connection)
            throw error
        }
        try logIn(configuration)
        guardedSocket.call { _ = amqp_channel_open(connection, Self.number) }
        try check("channel.open")
    }

    deinit {
        // The watchdog must forget the descriptor before its number can become somebody else's.
        guardedSocket.release()
        amqp_destroy_connection(connection)
    }

    /// Says good-bye, so that the broker requeues at once and logs no error. Failure doesn't matter: the socket is closed anyway.
    func close() {
        guardedSocket.call { _ = amqp_connection_close(connection, AMQP_REPLY_SUCCESS) }
    }

    /// Waits until something can be read, `wakeup` is signalled, or the time is over. True when it was the wake-up.
    func poll(wakeup: Int32, milliseconds: Int32) -> Bool {
        withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { descriptors in
            descriptors.initializeElement(at: 0, to: pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
            descriptors.initializeElement(at: 1, to: pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0))
            // EINTR and errors on the socket are seen by the read that follows in either case.
            _ = CLinux.poll(descriptors.baseAddress, 2, milliseconds)
            return descriptors[1].revents != 0
        }
    }

    /// The next event that has already arrived, without waiting for one; also sends heartbeats when they are due.
    func nextEvent() throws(AMQPError) -> ChannelEvent? {
        while true {
            var frame = amqp_frame_t()
            var immediately = timeval(tv_sec: 0, tv_usec: 0)
            let status = guardedSocket.write { amqp_simple_wait_frame_noblock(connection, &frame, &immediately) }
            if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
            try Self.check(status, "reading", as: .connectionLost)
            guard let frame = ChannelFrame(frame) else { continue }
            if let event = try assembler.take(frame) { return event }
        }
    }

    /// Gives librabbitmq's buffers back, which is allowed only between messages.
    func releaseBuffers() {
        amqp_maybe_release_buffers_on_channel(connection, Self.number)
    }

    /// Asks for a confirm of each publish from now on.
    func selectConfirms() throws(AMQPError) {
        guardedSocket.call { _ = amqp_confirm_select(connection, Self.number) }
        try check("confirm.select")
    }

    func publish(
        _ message: Message, exchange: String, routingKey: String, mandatory: Bool
    ) throws(AMQPError) {
        scratch.reset()
        var properties = message.properties.wire(in: scratch)
        let exchange = scratch.bytes(exchange)
        let routingKey = scratch.bytes(routingKey)
        let status = message.body.withUnsafeBytes { body in
            // librabbitmq only reads the body, its type just can't say so.
            let bytes = amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress))
            return guardedSocket.write {
                amqp_basic_publish(
                    connection, Self.number, exchange, routingKey, mandatory ? 1 : 0, 0, &properties, bytes)
            }
        }
        try Self.check(status, "publishing", as: .connectionLost)
    }

    func settle(_ settlement: Settlement) throws(AMQPError) {
        let multiple: amqp_boolean_t = settlement.multiple ? 1 : 0
        let status =
            switch settlement.disposition {
            case .accepted:
                guardedSocket.write { amqp_basic_ack(connection, Self.number, settlement.tag, multiple) }
            case .requeued:
                guardedSocket.write { amqp_basic_nack(connection, Self.number, settlement.tag, multiple, 1) }
            case .rejected:
                guardedSocket.write { amqp_basic_nack(connection, Self.number, settlement.tag, multiple, 0) }
            }
        try Self.check(status, "settling", as: .connectionLost)
    }

    /// The limit holds for consumers that are started afterwards.
    func setPrefetch(_ count: Int) throws(AMQPError) {
        guardedSocket.call { _ = amqp_basic_qos(connection, Self.number, 0, UInt16(clamping: count), 0) }
        try check("basic.qos")
    }

    func consume(
        _ queue: String, tag: String, withoutAcks: Bool = false, arguments: [String: FieldValue] = [:]
    ) throws(AMQPError) {
        scratch.reset()
        guardedSocket.call {
            _ = amqp_basic_consume(
                connection, Self.number, scratch.bytes(queue), scratch.bytes(tag), 0, withoutAcks ? 1 : 0, 0,
                scratch.table(arguments))
        }
        try check("basic.consume of '\(queue)'")
    }

    func cancel(consumer tag: String) throws(AMQPError) {
        scratch.reset()
        guardedSocket.call { _ = amqp_basic_cancel(connection, Self.number, scratch.bytes(tag)) }
        try check("basic.cancel")
    }

    /// Runs a call that waits for the broker's answer under the watchdog's eyes.
    func guarded<Result>(_ call: () -> Result) -> Result { guardedSocket.call(call) }

    /// Throws what the last synchronous call failed with.
    func check(_ what: String) throws(AMQPError) {
        try Self.check(amqp_get_rpc_reply(connection), what)
    }
}
