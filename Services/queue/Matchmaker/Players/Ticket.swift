import Contracts

/// One request of one or several players for a match.
public struct Ticket: Codable, Sendable, Hashable {
    public let id: TicketID
    /// One, or a whole party, its leader first.
    public var players: [TicketPlayer]
    /// The party that these players are; `nil` for players who are in none.
    public private(set) var partyID: PartyID?
    public var modes: [ModeName]
    /// Never changes: who returns from a match that didn't come about keeps this age.
    public let enqueuedAt: Timestamp
    /// When the search is given up. Time that isn't spent searching doesn't count.
    public var searchUntil: Timestamp
    /// Since when it is in a match.
    public var proposedAt: Timestamp?
    public var matchID: MatchID?
    /// A match of it has been confirmed before: it has been recorded. `nil` is false.
    public var wasConfirmed: Bool?
    /// Modes in which it isn't proposed until a fitting server is free.
    public var heldIn: [ModeName]

    public init(
        id: TicketID, players: [TicketPlayer], modes: [ModeName], enqueuedAt: Timestamp, searchUntil: Timestamp,
        proposedAt: Timestamp? = nil, matchID: MatchID? = nil, heldIn: [ModeName] = [], partyID: PartyID? = nil
    ) {
        self.id = id
        self.players = players
        self.modes = modes
        self.enqueuedAt = enqueuedAt
        self.searchUntil = searchUntil
        self.proposedAt = proposedAt
        self.matchID = matchID
        self.heldIn = heldIn
        self.partyID = partyID
    }

    /// Where it may be proposed.
    var openModes: [ModeName] { heldIn.isEmpty ? modes : modes.filter { !heldIn.contains($0) } }
}
