import Contracts
import MatchmakerCore

/// Somebody who looks for an opponent without a server, again and again. Each time is a life of its own, with a port that
/// nobody else has, so that addresses say who is meant.
struct SimulatedPeer: Sendable {
    struct Pending: Sendable {
        var command: PeerCommand
        var shard: Shard
        var attempts: Int
    }

    let index: Int
    let shard: Shard
    let region: String
    /// Has an open socket at the gateway, which tells it how it stands; the others ask.
    let listens: Bool
    var pending: Pending?
    var commands = 0

    // Of the present life
    var port: UInt16 = 0
    /// From the answer to its joining.
    var id: MatcherID?
    /// The newest word of the queue.
    var view: PeerView?
    /// The opponent whom it has measured last, by the port.
    var measured: UInt16?
    /// Opponents whose bad round trip it has reported, by their ports; the queue has taken note.
    var bad: Set<UInt16> = []
    /// The opponent for whom it will not open its port, or needn't any more.
    var refuses: PeerHandle?

    /// Says nothing until then.
    var absentUntil = VirtualTime.zero
    var metInQuiet = false

    var name: String { "peer \(index)" }

    var description: String {
        "\(name)\(metInQuiet ? ", done" : ""): \(port) \(view?.kind.rawValue ?? "out") \(view?.opponent?.address.description ?? "")"
    }

    init(index: Int) {
        self.index = index
        shard = FaultPlan.shards[index % FaultPlan.shards.count]
        region = "region of \(shard)"
        listens = index / 2 % 2 == 0
    }

    mutating func nextCommandID() -> CommandID {
        commands += 1
        return CommandID("x-\(index)-\(commands)")
    }

    /// The end of a life.
    mutating func beGone() {
        (id, view, measured, refuses) = (nil, nil, nil, nil)
        bad = []
    }
}
