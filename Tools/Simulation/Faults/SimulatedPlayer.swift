import Contracts
import MatchmakerCore

/// A player who wants to play, mostly.
struct SimulatedPlayer: Sendable {
    struct Pending: Sendable {
        var command: Command
        var shard: Shard
        var attempts: Int
    }

    let index: Int
    let id: PlayerID
    var pending: Pending?
    /// Tickets whose enqueueing was answered with success.
    var ticket: TicketID?
    /// The last ticket or match was left by the player's own word, so it may end without a reason.
    var commands = 0
    /// Of the match found: no answer will be given.
    var ignored: MatchID?
    /// What the player has asked to leave, ever: faults counted for these are deserved.
    var mayBeAtFault = false
    /// Has begun to leave the party.
    var leavesParty = false
    var matchesPlayed: Set<MatchID> = []
    var playedInQuiet = false

    init(index: Int) {
        self.index = index
        id = PlayerID("p\(index < 10 ? "0" : "")\(index)")
    }

    mutating func nextCommandID() -> CommandID {
        commands += 1
        return CommandID("c-\(id)-\(commands)")
    }
}

/// A match server on offer.
struct SimulatedServer: Sendable {
    let address: String
    let user: PlayerID
    /// Says nothing until then.
    var deadUntil: VirtualTime = .zero
    /// Since when it plays which match.
    var playing: (matchID: MatchID, since: VirtualTime)?
    var commands = 0

    mutating func nextCommandID() -> CommandID {
        commands += 1
        return CommandID("s-\(user)-\(commands)")
    }
}
