#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Puts messages together from their frames.
///
/// ```
///            deliver/return            header, size > 0          body … until size
///   idle ──────────────────▶ opened ───────────────────▶ filling ────────────────▶ idle + event
///                               └── header, size 0: idle + event
/// ```
/// Frames without content (confirms, notifications) give their event at once; on a channel they never come between a
/// method and its body, so that one among them is a broken protocol, as is anything else out of turn.
struct FrameAssembler {
    private enum Method {
        case deliver(tag: UInt64, redelivered: Bool, exchange: String, routingKey: String)
        case returned(code: UInt16, text: String, exchange: String, routingKey: String)
    }

    private enum State {
        case idle
        case opened(Method)
        case filling(Method, MessageProperties, size: UInt64, Data)
    }

    private var state = State.idle

    /// Takes the next frame and gives back the event that it completes, if any.
    ///
    /// Throws `.transport` when the frame is out of turn; the connection is then of no use.
    mutating func take(_ frame: ChannelFrame) throws(AMQPError) -> ChannelEvent? {
        switch frame {
        case .connectionClosed(let code, let text), .channelClosed(let code, let text):
            state = .idle
            return .closed(.refusal(code: code, text: text))
        case .blocked(let reason):  // of the connection: may come between the frames of a message
            return .blocked(reason: reason)
        case .unblocked:
            return .unblocked
        case .deliver(let tag, let redelivered, let exchange, let routingKey):
            try begin(.deliver(tag: tag, redelivered: redelivered, exchange: exchange, routingKey: routingKey))
            return nil
        case .returned(let code, let text, let exchange, let routingKey):
            try begin(.returned(code: code, text: text, exchange: exchange, routingKey: routingKey))
            return nil
        case .header(let size, let properties):
            guard case .opened(let method) = state else { throw outOfTurn("a header") }
            if size == 0 {
                state = .idle
                return Self.event(method, Message(body: Data(), properties: properties))
            }
            state = .filling(method, properties, size: size, Data())
            return nil
        case .body(let fragment):
            return try fill(with: fragment)
        case .ack(let tag, let multiple):
            try mustBeIdle("an ack")
            return .confirmed(tag: tag, multiple: multiple, accepted: true)
        case .nack(let tag, let multiple):
            try mustBeIdle("a nack")
            return .confirmed(tag: tag, multiple: multiple, accepted: false)
        case .cancelled(let consumer):
            try mustBeIdle("a cancel")
            return .consumerCancelled(consumer)
        }
    }

    private mutating func begin(_ method: Method) throws(AMQPError) {
        try mustBeIdle("a message")
        state = .opened(method)
    }

    private mutating func fill(with fragment: Data) throws(AMQPError) -> ChannelEvent? {
        guard case .filling(let method, let properties, let size, var body) = state else { throw outOfTurn("a body") }
        state = .idle
        if body.isEmpty {
            body = fragment  // the usual case: one fragment, not copied again
        } else {
            body.append(fragment)
        }
        guard body.count <= size else { throw AMQPError(.transport, "a body longer than its header said") }
        if body.count == size { return Self.event(method, Message(body: body, properties: properties)) }
        state = .filling(method, properties, size: size, body)
        return nil
    }

    private func mustBeIdle(_ what: String) throws(AMQPError) {
        guard case .idle = state else { throw outOfTurn(what) }
    }

    private func outOfTurn(_ what: String) -> AMQPError {
        AMQPError(.transport, "\(what) out of turn")
    }

    private static func event(_ method: Method, _ message: Message) -> ChannelEvent {
        switch method {
        case .deliver(let tag, let redelivered, let exchange, let routingKey):
            .delivered(tag: tag, redelivered: redelivered, exchange: exchange, routingKey: routingKey, message)
        case .returned(let code, let text, let exchange, let routingKey):
            .returned(code: code, text: text, exchange: exchange, routingKey: routingKey, message)
        }
    }
}
