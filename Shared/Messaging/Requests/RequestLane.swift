import AMQP
import FoundationEssentials
import Threads
import Tracing

/// Requests on their way to one destination.
///
/// The first into an empty lane announces it to the requester; whatever comes until that asks for it travels in the same
/// message. So an idle client sends at once, a busy one in ever larger messages, and nobody waits for a timer.
final class RequestLane: RequestSource {
    struct Waiting: Sendable {
        let type: String
        let body: Data
        let deadline: ContinuousClock.Instant
        /// Of the task that asks.
        var context = RequestEnvelope.Context(ServiceContext.current)
        /// Nil for a notice, which nobody waits for.
        let continuation: CheckedContinuation<Result<Data, RPCError>, Never>?
    }

    /// The most requests in one message.
    static let mostRequests = 64
    /// A message that has come to this size takes no further request.
    static let enoughBytes = 256 << 10

    private let exchange: String
    private let routingKey: String
    private let waiting = Locked<[Waiting]>([])

    init(exchange: String, routingKey: String) {
        self.exchange = exchange
        self.routingKey = routingKey
    }

    /// True when the lane was empty, and must be announced.
    func append(_ request: Waiting) -> Bool {
        waiting.withLock { waiting in
            waiting.append(request)
            return waiting.count == 1
        }
    }

    func nextRequest() -> OutgoingRequest? {
        let now = ContinuousClock.now
        let (batch, late) = waiting.withLock { waiting in
            var batch: [Waiting] = []
            var late: [Waiting] = []
            var bytes = 0
            var taken = 0
            for request in waiting where batch.count < Self.mostRequests && bytes < Self.enoughBytes {
                taken += 1
                if request.deadline <= now {
                    late.append(request)
                } else {
                    batch.append(request)
                    bytes += request.body.count
                }
            }
            waiting.removeFirst(taken)
            return (batch, late)
        }
        for request in late { request.continuation?.resume(returning: .failure(.deadline)) }
        return batch.isEmpty ? nil : message(of: batch, at: now)
    }

    func requestsFailed(_ error: AMQPError) {
        let failed = waiting.withLock { waiting in
            defer { waiting.removeAll() }
            return waiting
        }
        for request in failed { request.continuation?.resume(returning: .failure(RPCError(error))) }
    }

    private func message(of batch: [Waiting], at now: ContinuousClock.Instant) -> OutgoingRequest {
        let body = JSONArray.of(batch) { request, json in
            let left = max(1, (request.deadline - now).milliseconds)
            let envelope = RequestEnvelope(
                type: request.type, deadlineMilliseconds: left, context: request.context, body: request.body)
            envelope.append(to: &json)
        }
        let properties = MessageProperties(
            contentType: "application/json", type: batch.count == 1 ? batch[0].type : nil, deliveryMode: .transient)
        let pending = PendingReplies(batch)
        var request = OutgoingRequest(
            message: Message(body: body, properties: properties), exchange: exchange, routingKey: routingKey,
            deadline: batch.map(\.deadline).min() ?? now, completion: { pending.answered($0) })
        request.expiry = batch.map(\.deadline).max()
        if batch.count > 1 { request.laterDeadline = { pending.expire() } }
        return request
    }
}
