import CRabbitMQ

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ChannelFrame {
    /// Copies a frame out of librabbitmq's buffers; nil for heartbeats and answers that nobody waits for.
    init?(_ frame: amqp_frame_t) {
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD:
            self.init(method: frame.payload.method)
        case AMQP_FRAME_HEADER:
            guard let decoded = frame.payload.properties.decoded else { return nil }
            let wire = decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee
            self = .header(size: frame.payload.properties.body_size, MessageProperties(wire))
        case AMQP_FRAME_BODY:
            self = .body(Data(frame.payload.body_fragment))
        default:
            return nil
        }
    }

    private init?(method: amqp_method_t) {
        guard let decoded = method.decoded else { return nil }
        switch method.id {
        case MUSTER_AMQP_BASIC_DELIVER:
            let deliver = decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee
            self = .deliver(
                tag: deliver.delivery_tag, redelivered: deliver.redelivered != 0, exchange: String(deliver.exchange),
                routingKey: String(deliver.routing_key))
        case MUSTER_AMQP_BASIC_RETURN:
            let returned = decoded.assumingMemoryBound(to: amqp_basic_return_t.self).pointee
            self = .returned(
                code: returned.reply_code, text: String(returned.reply_text), exchange: String(returned.exchange),
                routingKey: String(returned.routing_key))
        case MUSTER_AMQP_BASIC_ACK:
            let ack = decoded.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee
            self = .ack(tag: ack.delivery_tag, multiple: ack.multiple != 0)
        case MUSTER_AMQP_BASIC_NACK:
            let nack = decoded.assumingMemoryBound(to: amqp_basic_nack_t.self).pointee
            self = .nack(tag: nack.delivery_tag, multiple: nack.multiple != 0)
        case MUSTER_AMQP_BASIC_CANCEL:
            let cancel = decoded.assumingMemoryBound(to: amqp_basic_cancel_t.self).pointee
            self = .cancelled(consumer: String(cancel.consumer_tag))
        case MUSTER_AMQP_CONNECTION_BLOCKED:
            let blocked = decoded.assumingMemoryBound(to: amqp_connection_blocked_t.self).pointee
            self = .blocked(reason: String(blocked.reason))
        case MUSTER_AMQP_CONNECTION_UNBLOCKED:
            self = .unblocked
        case MUSTER_AMQP_CHANNEL_CLOSE:
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            self = .channelClosed(code: close.reply_code, text: String(close.reply_text))
        case MUSTER_AMQP_CONNECTION_CLOSE:
            let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            self = .connectionClosed(code: close.reply_code, text: String(close.reply_text))
        default:
            return nil
        }
    }
}
