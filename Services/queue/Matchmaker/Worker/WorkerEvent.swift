import Contracts
import ModesCore
import Tracing

/// Names one delivery of a command to one consumer.
public struct DeliveryID: Sendable, Hashable, Comparable {
    public var number: UInt64
    public init(_ number: UInt64) { self.number = number }
    public static func < (left: DeliveryID, right: DeliveryID) -> Bool { left.number < right.number }
}

/// A command as it came from the shard's queue.
public struct Delivery: Sendable, Hashable {
    public var id: DeliveryID
    public var command: Command
    /// Afterwards nobody waits for an answer, and the command isn't begun any more; `nil` for one that must be carried out.
    public var deadline: Timestamp?
    /// It was delivered before, and may have been answered then.
    public var isRedelivered: Bool
    /// Of the request that caused it.
    public var trace: TraceContext?

    public init(
        id: DeliveryID, command: Command, deadline: Timestamp? = nil, isRedelivered: Bool = false,
        trace: TraceContext? = nil
    ) {
        self.id = id
        self.command = command
        self.deadline = deadline
        self.isRedelivered = isRedelivered
        self.trace = trace
    }
}

/// Names one transaction, or one loading, of one worker; answers to older ones are ignored.
public struct TransactionID: Sendable, Hashable {
    public var number: UInt64
    public init(_ number: UInt64) { self.number = number }
}

/// What happens to a shard's worker.
public enum WorkerEvent: Sendable {
    /// The shard is this worker's, by a claim that got this epoch.
    case gained(epoch: Int64)
    /// The shard may be somebody else's.
    case lost
    /// The shard is to be given up once what is under way has ended.
    case stop
    case loaded(TransactionID, ShardImage, now: Timestamp)
    case loadFailed(TransactionID)
    case delivered([Delivery])
    case admitted(TransactionID, Admission.Result)
    /// The shard is somebody else's.
    case fenced(TransactionID)
    case booked(TransactionID, BookingResult)
    case committed(TransactionID)
    /// The transaction has failed, or nobody knows whether it was committed.
    case failed(TransactionID, TransactionFailure)
    case watched(WatchPlayers)
    case checkedIn(CheckInPeers)
    /// At least so many servers are free for each mode: the answer to a probe, or a hint.
    case serversFree([ModeName: Int])
    /// What was learned of streaming hosts.
    case hostNews(HostNews)
    /// These outbox messages were confirmed by the broker.
    case relayed([Int64])
    /// These were not; they are to be sent again.
    case relayFailed([Int64])
    /// The mode files have changed.
    case modesChanged(ModeCatalogue)
    /// Nobody can reach the worker: the broker is away.
    case linkDown
    case linkUp
    /// The time that was asked for has come.
    case timer
}

/// Why a transaction didn't come to a known end.
public enum TransactionFailure: Sendable, Hashable {
    /// The database refused what was written: the same would be refused again.
    case rejected
    /// Anything else: no connection, a deadlock, a commit without an answer.
    case unknown
}
