import Contracts
import MatchmakerCore

/// One shard's durable queue: what is ready, and what is out with whom.
struct ModelQueue: Sendable {
    var ready: [Envelope] = []
    var consumers: [ProcessID] = []
    private(set) var unacked: [DeliveryID: (process: ProcessID, envelope: Envelope)] = [:]
    private var deliveries: UInt64 = 0

    var isEmpty: Bool { ready.isEmpty && unacked.isEmpty }

    mutating func deliver(_ envelope: Envelope, to process: ProcessID) -> Delivery {
        deliveries += 1
        let id = DeliveryID(deliveries)
        unacked[id] = (process, envelope)
        return Delivery(id: id, command: envelope.command, isRedelivered: envelope.redeliveries > 0)
    }

    /// Who waits for the answer to a delivery, also after it has gone back to the queue.
    func envelope(of id: DeliveryID) -> Envelope? { unacked[id]?.envelope }

    /// No effect for a delivery that has been given to somebody else meanwhile.
    mutating func ack(_ id: DeliveryID) { unacked[id] = nil }

    /// A consumer has ended: what it had goes back to the head of the queue.
    mutating func remove(_ process: ProcessID) {
        consumers.removeAll { $0 == process }
        var returned: [Envelope] = []
        for (id, out) in unacked.sorted(by: { $0.key < $1.key }) where out.process == process {
            unacked[id] = nil
            var envelope = out.envelope
            envelope.redeliveries += 1
            returned.append(envelope)
        }
        ready = returned + ready
    }
}
