import Contracts
import MatchingCore
import ModesCore

extension ShardEngine {
    /// How long a ticket is kept none of whose modes is there any more: replicas read their files at different moments, and
    /// one that took the shard over may still learn of them.
    static let strandedLasts = Duration.seconds(10)

    /// The modes have changed: every searching ticket searches by the new ones. Matches go on as they were found.
    mutating func adopt(_ catalogue: ModeCatalogue, at now: Timestamp) {
        self.now = max(self.now, now)
        self.catalogue = catalogue
        let own = catalogue.modes(on: shard)
        guard own != modes.values.sorted(by: { $0.name < $1.name }) else { return }
        modes = Dictionary(uniqueKeysWithValues: own.map { ($0.name, $0) })
        let before = statistics
        statistics = [:]
        for mode in own {
            statistics[mode.name] = ModeStatistics(
                mode: mode.name, playersSearching: 0, waitSeconds: before[mode.name]?.waitSeconds,
                waits: before[mode.name]?.waits)
        }
        waits.begin(own.map { ($0.name, $0.requestTimeout) }, at: now)
        matchmaker = Matchmaker(modes: own)
        held = [:]
        stranded = [:]
        for ticket in searching { enterPool(ticket) }
        for mode in own {
            seek(in: mode.name)
            propose(in: mode.name)
        }
    }

    /// The eldest first.
    private var searching: [Ticket] {
        tickets.values.filter { $0.matchID == nil }.sorted { ($0.enqueuedAt, $0.id) < ($1.enqueuedAt, $1.id) }
    }

    /// The modes in which a ticket can be matched as they are now: those that are there and get what they ask of players. When
    /// the ticket was made, that was all of them.
    func fittingModes(of ticket: Ticket) -> [ModeName] {
        ticket.openModes.filter { name in
            modes[name].map { AttributeCheck.errors(of: ticket.players, in: [$0]).isEmpty } ?? false
        }
    }

    /// Notes whether a searching ticket has a mode left in which it can be matched.
    mutating func noteModes(of ticket: Ticket, fitting: [ModeName]) {
        if !fitting.isEmpty || !ticket.heldIn.isEmpty {
            stranded[ticket.id] = nil
        } else if stranded[ticket.id] == nil {
            stranded[ticket.id] = now + Self.strandedLasts
        }
    }
}
