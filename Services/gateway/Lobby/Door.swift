import Contracts

/// One client at a door: bytes and answers in, bytes and requests out. Pure; time is an argument.
public protocol Door: Sendable {
    mutating func handle(_ event: DoorEvent, at now: ContinuousClock.Instant) -> [DoorAction]
    /// When ``DoorEvent/timePassed`` may do something.
    var wakeAt: ContinuousClock.Instant? { get }
    /// Who is to be checked in at the queue while the connection lasts.
    var matcherID: MatcherID? { get }
    /// The client has gone and nothing more is to be done for it.
    var isOver: Bool { get }
}

public enum DoorEvent: Sendable, Hashable {
    /// What has arrived: any piece of the stream at a door without messages, else one message.
    case received([UInt8])
    case clientLeft
    case answered(number: Int, PeerReply)
    case told(PeerView)
    case timePassed
}

public enum DoorAction: Sendable, Hashable {
    /// To be written as one message.
    case write([UInt8])
    /// To be asked of the queue. A request under the same number is the same, asked again.
    case request(PeerRequest, number: Int)
    /// The connection is to be closed. The door counts as left by the client from now on.
    case close(CloseReason)
}

/// Why a door shows a client out.
public enum CloseReason: String, Sendable, Hashable, CaseIterable {
    /// It said what no client says.
    case garbage
    /// It didn't say in time what it wants.
    case idle
    /// It didn't measure the round trip that it was asked for.
    case silent
    /// The queue doesn't want it.
    case refused
}
