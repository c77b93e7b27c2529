import Contracts
import FoundationEssentials
import Tracing

/// A request that waits to be answered.
///
/// A message may hold several. When the last of them is answered, the replies are sent in one message, and the delivery is
/// acknowledged: commit first, then answer.
public struct IncomingRequest: Sendable {
    /// The request's name, `queue.ticket.enqueue.v1`.
    public let name: String
    /// When whoever asked stops waiting, by this process's clock.
    public let deadline: ContinuousClock.Instant
    /// What caused the request: its trace and the id of the client's request, where they are known.
    public let context: ServiceContext?
    let body: Data
    let index: Int
    let message: IncomingMessage

    /// True when nobody waits for an answer any more.
    public var hasExpired: Bool { deadline <= .now }

    /// How often the message was delivered before, to anybody; 0 where the queue doesn't count.
    public var deliveryCount: Int { message.delivery.deliveryCount }

    /// Reads it as the type whose name it carries. Throws what the decoder throws.
    public func decode<R: Decodable>(_ type: R.Type) throws -> R {
        try VerbatimJSON.decode(type, from: body)
    }

    /// Answers. A second answer has no effect. Throws what the encoder throws.
    public func reply(_ reply: some Encodable) throws {
        message.answer(.reply(try VerbatimJSON.encode(reply)), at: index)
    }

    /// Answers a command with a reply that was encoded before, as it is stored for retries.
    public func reply(json: Data) { message.answer(.reply(json), at: index) }

    /// Done with a notice, to which there is nothing to say.
    public func done() { message.answer(.reply(Data("{}".utf8)), at: index) }

    /// Answers with an error: `.moved`, `.unsupported` or `.failed`; `.deadline` for one whose time is over.
    public func fail(_ error: RPCError) { message.answer(error.envelope, at: index) }

    /// The reply as it travels, to be stored.
    public static func encode(_ reply: some Encodable) throws -> Data { try VerbatimJSON.encode(reply) }
}
