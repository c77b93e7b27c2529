import Contracts
import MatchmakerCore

/// Names a worker process; a restarted one is another.
struct ProcessID: Hashable, Comparable, Sendable {
    var number: Int
    static func < (left: ProcessID, right: ProcessID) -> Bool { left.number < right.number }
}

/// Names a transaction of a worker of a process.
struct TransactionKey: Hashable, Comparable, Sendable {
    var process: ProcessID
    var shard: Shard
    var id: UInt64

    static func < (left: TransactionKey, right: TransactionKey) -> Bool {
        (left.process, left.shard, left.id) < (right.process, right.shard, right.id)
    }
}

/// What a worker asks of the database.
enum StoreRequest: Sendable {
    case load(epoch: Int64)
    case begin(Admission)
    case book(BookingStep)
    case commit(Writes)
    case rollBack
}

/// Something that happens in the simulated world. Indirect, so that the agenda moves pointers about.
indirect enum Occurrence: Sendable {
    // Worker processes
    case heartbeat(ProcessID)
    case timer(ProcessID, Shard, at: Timestamp)
    /// A worker hears something: from the database, the broker or a gateway.
    case hear(ProcessID, Shard, WorkerEvent)
    case start(slot: Int)
    case kill(slot: Int)
    case freeze(slot: Int, for: Duration)
    case thaw(ProcessID)

    // The database
    case store(TransactionKey, StoreRequest)
    /// A commit whose connection was lost is carried out all the same.
    case lateCommit(TransactionKey, Writes)
    case connectionLost(ProcessID)
    case idleTimeout(TransactionKey, stamp: UInt64)
    case databaseReturns

    // The broker
    case publish(Shard, Envelope)
    case pump(Shard)
    case consumersGone(ProcessID)
    case outboxArrives(OutboxMessage)

    // Players, match servers, results
    case playerTurn(Int)
    case playerHears(Int, CommandID, CommandReply)
    case playerGivesUpWaiting(Int, CommandID)
    case serverTurn(Int)

    // Peers
    case peerTurn(Int)
    case peerHears(Int, CommandID, CommandReply)
    /// A gateway passes on how a peer with an open socket stands.
    case peerIsTold(PeerView)
    case peerGivesUpWaiting(Int, CommandID)

    // The play as a whole
    case mischief
    case quiet
}

/// Who waits for the answer to a command, by index.
enum Asker: Sendable, Hashable {
    case player(Int)
    case peer(Int)
}

/// A command in the broker.
struct Envelope: Sendable, Hashable {
    var command: Command
    /// `nil` when nobody waits.
    var asker: Asker?
    var redeliveries = 0
}
