#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One frame of a channel (or of the connection), copied out of librabbitmq's buffers. Frames that nobody here uses don't
/// become one.
enum ChannelFrame: Sendable, Hashable {
    case deliver(tag: UInt64, redelivered: Bool, exchange: String, routingKey: String)
    case returned(code: UInt16, text: String, exchange: String, routingKey: String)
    case header(size: UInt64, MessageProperties)
    case body(Data)
    case ack(tag: UInt64, multiple: Bool)
    case nack(tag: UInt64, multiple: Bool)
    case cancelled(consumer: String)
    case blocked(reason: String)
    case unblocked
    case channelClosed(code: UInt16, text: String)
    case connectionClosed(code: UInt16, text: String)
}
