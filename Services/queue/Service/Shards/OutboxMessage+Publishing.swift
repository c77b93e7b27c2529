import Contracts
import MatchmakerCore
import Messaging

extension OutboxMessage {
    /// What it is about; messages about one match are told in order.
    var matchID: MatchID {
        switch content {
        case .confirmed(let match): match.matchID
        case .abandonment(let request): request.match.matchID
        }
    }

    /// Returns when the broker has it. Throws an `AMQPError`.
    func publish(to events: EventPublisher) async throws {
        switch content {
        case .confirmed(let event): try await events.publish(event, id: eventID, time: at, trace: trace)
        case .abandonment(let event): try await events.publish(event, id: eventID, time: at, trace: trace)
        }
    }
}
