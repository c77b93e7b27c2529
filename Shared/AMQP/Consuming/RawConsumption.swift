import CRabbitMQ
import Threads

/// The least that librabbitmq does with a message: taken from the socket and thrown away, acknowledged by the hundred. The
/// yardstick of our own consumer.
public enum RawConsumption {
    /// Takes so many messages from a queue; how long that took, from the first one on.
    ///
    /// - Parameters:
    ///   - arguments: of `basic.consume`.
    /// Throws when a message doesn't come within ten seconds.
    public static func measure(
        _ configuration: AMQPConfiguration, queue: String, arguments: [String: FieldValue], prefetch: Int, messages: Int
    ) async throws(AMQPError) -> Duration {
        let configuration = configuration.named("raw")
        let result: Result<Duration, AMQPError> = await withCheckedContinuation { continuation in
            DedicatedThread.start(name: "amqp-raw") {
                do throws(AMQPError) {
                    let channel = try ChannelHandle(configuration)
                    try channel.setPrefetch(prefetch)
                    try channel.consume(queue, tag: "raw", arguments: arguments)
                    continuation.resume(returning: .success(try channel.discard(messages)))
                    channel.close()
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}

extension ChannelHandle {
    fileprivate func discard(_ messages: Int) throws(AMQPError) -> Duration {
        var begun = ContinuousClock.now
        for number in 1...messages {
            releaseBuffers()
            var envelope = amqp_envelope_t()
            var patience = timeval(tv_sec: 10, tv_usec: 0)
            let reply = amqp_consume_message(connection, &envelope, &patience, 0)
            try Self.check(reply, "amqp_consume_message")
            let tag = envelope.delivery_tag
            amqp_destroy_envelope(&envelope)
            if number == 1 { begun = .now }
            if number % 100 == 0 || number == messages {
                try settle(Settlement(tag: tag, multiple: true, disposition: .accepted))
            }
        }
        return ContinuousClock.now - begun
    }
}
