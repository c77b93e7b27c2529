import AMQP
import Contracts
import FoundationEssentials
import Threads

/// Those who wait for the replies that come in one message.
final class PendingReplies: Sendable {
    private let waiting: Locked<[RequestLane.Waiting?]>

    init(_ batch: [RequestLane.Waiting]) { waiting = Locked(batch) }

    /// Ends the wait of those whose time is over, and tells when the next one's is; nil when nobody waits any more.
    func expire(at now: ContinuousClock.Instant = .now) -> ContinuousClock.Instant? {
        let (late, next) = waiting.withLock { waiting in
            var late: [RequestLane.Waiting] = []
            var next: ContinuousClock.Instant?
            for index in waiting.indices {
                guard let request = waiting[index] else { continue }
                if request.deadline <= now {
                    late.append(request)
                    waiting[index] = nil
                } else {
                    next = min(next ?? request.deadline, request.deadline)
                }
            }
            return (late, next)
        }
        for request in late { request.continuation?.resume(returning: .failure(.deadline)) }
        return next
    }

    /// Gives each its own part of the reply, and says whether nobody waits any more. Parts that are still to come are `null`.
    func answered(_ result: Result<Message, AMQPError>) -> Bool {
        switch result {
        case .failure(let error):
            return finish(.failure(RPCError(error)))
        case .success(let message):
            guard let parts = JSONSlices.elements(of: message.body), let done = deliver(parts) else {
                // Nobody knows whose part is missing, nor what was done.
                return finish(.failure(.failed("a reply that doesn't fit the request")))
            }
            return done
        }
    }

    private func finish(_ result: Result<Data, RPCError>) -> Bool {
        let requests = waiting.withLock { waiting in
            defer { waiting.removeAll() }
            return waiting
        }
        for request in requests { request?.continuation?.resume(returning: result) }
        return true
    }

    /// Nil when there is another number of parts than of requests.
    private func deliver(_ parts: [Data]) -> Bool? {
        let null = Data("null".utf8)
        let answered: (requests: [(RequestLane.Waiting, Data)], done: Bool)? = waiting.withLock { waiting in
            guard waiting.count == parts.count else { return nil }
            var requests: [(RequestLane.Waiting, Data)] = []
            for (index, part) in parts.enumerated() where part != null {
                guard let request = waiting[index] else { continue }
                requests.append((request, part))
                waiting[index] = nil
            }
            return (requests, waiting.allSatisfy { $0 == nil })
        }
        guard let answered else { return nil }
        for (request, part) in answered.requests { request.continuation?.resume(returning: .success(part)) }
        return answered.done
    }
}
