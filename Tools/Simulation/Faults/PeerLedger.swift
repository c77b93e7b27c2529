import Contracts
import PairingCore

/// What the simulation remembers of peers in order to judge.
struct PeerLedger: Sendable {
    /// A name by which a peer knows its opponent.
    struct Handle: Sendable {
        var owner: MatcherID
        /// The opponent's.
        var port: UInt16?
    }

    var lastPort: UInt16 = 1000
    /// Every matcher that was ever committed, by the port of its life.
    var matchers: [UInt16: MatcherID] = [:]
    /// Who has left, finished or fallen silent; never to be seen again.
    var gone: Set<MatcherID> = []
    /// Two whose pair ended while both stayed: never to be offered to each other again.
    var parted: Set<Set<MatcherID>> = []
    /// Every handle that was ever committed.
    var handles: [PeerHandle: Handle] = [:]
    /// Pairs whose host has opened its port, by that port.
    var opened: [UInt16: PeerPair] = [:]
    /// Who was sent to a port.
    var guests: [UInt16: MatcherID] = [:]
}
