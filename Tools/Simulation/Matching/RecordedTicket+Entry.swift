import Contracts
import MatchingCore
import MatchmakerCore
import ModesCore
import RuleSetsCore

extension RecordedTicket {
    /// As the service has it.
    var ticketPlayers: [TicketPlayer] {
        players.map {
            TicketPlayer(
                playerID: $0.playerID, username: $0.playerID.rawValue, attributes: $0.attributes ?? [:],
                latencies: $0.latencies ?? [:])
        }
    }

    func entry(in mode: ModeName, at now: Timestamp) -> SearchEntry {
        var entry = SearchEntry(ticketID: ticketID, players: ticketPlayers, enqueuedAt: now, modes: [mode])
        for player in players {
            entry.blocked.formUnion(player.blocked ?? [])
            if let rating = player.attributes?[PlayerAttribute.rating.name]?.double {
                entry.ratings[player.playerID] = [mode: rating]
            }
        }
        return entry
    }
}
