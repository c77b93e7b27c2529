import Contracts
import RuleSetsCore

/// A ticket as it once searched: one line of the files that the queue records and `muster simulate` reads.
public struct RecordedTicket: Codable, Sendable, Hashable {
    public struct Player: Codable, Sendable, Hashable {
        public var playerID: PlayerID
        /// With the player's rating under `rating`.
        public var attributes: [String: JSONValue]?
        /// Measured round trip to each region, in milliseconds.
        public var latencies: [String: Double]?
        /// Whom the player had blocked.
        public var blocked: [PlayerID]?

        public init(
            playerID: PlayerID, attributes: [String: JSONValue]? = nil, latencies: [String: Double]? = nil,
            blocked: [PlayerID]? = nil
        ) {
            self.playerID = playerID
            self.attributes = attributes
            self.latencies = latencies
            self.blocked = blocked
        }

        private enum CodingKeys: String, CodingKey {
            case playerID = "playerId"
            case attributes, latencies, blocked
        }
    }

    /// When it was enqueued, in seconds. The queue counts from 1970.
    public var at: Double
    public var ticketID: TicketID
    /// One, or a whole party.
    public var players: [Player]
    /// The modes that it asked for; in none where it isn't said.
    public var modes: [ModeName]?
    /// When it left without having been matched, in seconds; `nil` when it was matched or searched to the end of its time.
    public var cancelAt: Double?

    public init(at: Double, ticketID: TicketID, players: [Player], modes: [ModeName]? = nil, cancelAt: Double? = nil) {
        self.at = at
        self.ticketID = ticketID
        self.players = players
        self.modes = modes
        self.cancelAt = cancelAt
    }

    private enum CodingKeys: String, CodingKey {
        case at
        case ticketID = "ticketId"
        case players, modes, cancelAt
    }
}

extension RecordedTicket {
    /// What is recorded of a ticket that has left the queue.
    ///
    /// - Parameters:
    ///   - profiles: those of its players.
    ///   - cancelledAt: when it left, unless it was matched or its time was over.
    init(_ ticket: Ticket, profiles: [PlayerID: PlayerProfile], cancelledAt: Timestamp?) {
        func seconds(_ time: Timestamp) -> Double { Double(time.milliseconds) / 1000 }
        self.init(
            at: seconds(ticket.enqueuedAt), ticketID: ticket.id,
            players: ticket.players.map { player in
                var attributes = player.attributes
                let profile = profiles[player.playerID]
                // One number for all modes: that of the first.
                attributes[PlayerAttribute.rating.name] = ticket.modes.first.flatMap { profile?.ratings[$0] }.map {
                    .number($0)
                }
                return Player(
                    playerID: player.playerID, attributes: attributes, latencies: player.latencies,
                    blocked: profile.flatMap { $0.blocked.isEmpty ? nil : $0.blocked.sorted() })
            }, modes: ticket.modes, cancelAt: cancelledAt.map(seconds))
    }
}
