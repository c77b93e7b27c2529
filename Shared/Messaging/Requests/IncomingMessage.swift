import AMQP
import Contracts
import FoundationEssentials
import Threads

/// A message of requests, until all of them are answered.
final class IncomingMessage: Sendable {
    let delivery: Delivery
    private let replies: Publisher
    private let settled: @Sendable (Delivery) -> Void
    private let state: Locked<State>

    private struct State {
        /// Those that are answered and not yet sent.
        var answers: [ReplyEnvelope?]
        var isAnswered: [Bool]
    }

    private init(
        _ delivery: Delivery, count: Int, replies: Publisher, settled: @escaping @Sendable (Delivery) -> Void
    ) {
        self.delivery = delivery
        self.replies = replies
        self.settled = settled
        state = Locked(
            State(answers: Array(repeating: nil, count: count), isAnswered: Array(repeating: false, count: count)))
    }

    /// The requests of a delivery. Those that can't be read are answered already; nil when the delivery is no list of requests.
    ///
    /// - Parameter settled: called when all are answered and the replies are on their way.
    static func requests(
        of delivery: Delivery, replies: Publisher, settled: @escaping @Sendable (Delivery) -> Void
    ) -> [IncomingRequest]? {
        guard let elements = JSONSlices.elements(of: delivery.message.body), !elements.isEmpty else { return nil }
        let message = IncomingMessage(delivery, count: elements.count, replies: replies, settled: settled)
        let now = ContinuousClock.now
        var requests: [IncomingRequest] = []
        for (index, element) in elements.enumerated() {
            guard let envelope = RequestEnvelope(json: element) else {
                message.answer(RPCError.failed("not a request").envelope, at: index)
                continue
            }
            requests.append(
                IncomingRequest(
                    name: envelope.type, deadline: now + .milliseconds(envelope.deadlineMilliseconds),
                    context: envelope.context?.serviceContext, body: envelope.body, index: index, message: message))
        }
        return requests
    }

    func answer(_ answer: ReplyEnvelope, at index: Int) {
        let complete: [ReplyEnvelope?]? = state.withLock { state in
            guard !state.isAnswered[index] else { return nil }
            state.answers[index] = answer
            state.isAnswered[index] = true
            return state.isAnswered.allSatisfy { $0 } ? state.answers : nil
        }
        guard let complete else { return }
        send(complete)
        settled(delivery)
    }

    /// Sends the answers that there are, so that they needn't wait for a slow one among them.
    func sendAnswered() {
        let some: [ReplyEnvelope?]? = state.withLock { state in
            guard state.answers.contains(where: { $0 != nil }), !state.isAnswered.allSatisfy({ $0 }) else { return nil }
            let answers = state.answers
            for index in answers.indices { state.answers[index] = nil }
            return answers
        }
        if let some { send(some) }
    }

    /// Replies are never mandatory: when the one who asked is gone, nobody needs to know.
    private func send(_ answers: [ReplyEnvelope?]) {
        let properties = delivery.message.properties
        guard let address = properties.replyTo else { return }
        let body = JSONArray.of(answers) { answer, json in
            if let answer { answer.append(to: &json) } else { json.append(contentsOf: "null".utf8) }
        }
        let replyProperties = MessageProperties(
            correlationID: properties.correlationID, contentType: "application/json", deliveryMode: .transient)
        replies.post(Message(body: body, properties: replyProperties), exchange: "", routingKey: address)
    }
}
