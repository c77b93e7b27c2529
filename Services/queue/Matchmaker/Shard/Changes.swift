import Contracts

/// What a step has touched.
struct Changes: Sendable {
    var tickets: Set<TicketID> = []
    var matches: Set<MatchID> = []
    var players: Set<PlayerID> = []
    /// Players with a new state, each with it; told after the commit.
    var views: [PlayerID: PlayerView] = [:]
    var outbox: [OutboxMessage] = []
    var ratings: [RatingUpdate] = []
    /// Tickets that have left the queue, if they are recorded.
    var recorded: [RecordedTicket] = []
    /// Members of parties who have gone without a word.
    var partyLeavers: Set<PlayerID> = []
    /// Server users whose list of matches has changed.
    var serverUsers: Set<PlayerID> = []
    /// Server users who have given a sign.
    var serverCalls: Set<PlayerID> = []

    var isEmpty: Bool {
        tickets.isEmpty && matches.isEmpty && players.isEmpty && outbox.isEmpty && ratings.isEmpty
            && serverUsers.isEmpty
            && serverCalls.isEmpty
    }
}
