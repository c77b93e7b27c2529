import Contracts
import PairingCore

extension ShardWorker {
    /// Within a transaction: decides about an event of peers.
    @discardableResult
    mutating func pair(_ event: PairingEvent) -> PairingAnswer? {
        let actions = pairing!.handle(event, at: engine!.now, using: &engine!.random)
        return peers.take(actions)
    }

    /// Notes which peers have open sockets, and tells how they stand. Only done between transactions: what is told has been
    /// committed.
    mutating func answerCheckIns(at now: Timestamp, _ actions: inout [WorkerAction]) {
        guard !checkIns.isEmpty else { return }
        var step = PeerStep()
        for notice in checkIns {
            _ = step.take(pairing!.handle(.checkIn(notice.gateway, notice.matchers), at: now, using: &engine!.random))
        }
        checkIns = []
        for (gateway, views) in step.messages { actions.append(.tellPeers(gateway, views)) }
    }

    /// After the commit.
    mutating func tellPeers(_ actions: inout [WorkerAction]) {
        for (gateway, views) in peers.messages { actions.append(.tellPeers(gateway, views)) }
        peers = PeerStep()
    }
}
