import Contracts
import ModesCore
import RuleSetsCore
import WaitsCore

extension ShardEngine {
    /// How often the figures of the modes are renewed at most.
    private static let figuresInterval = Duration.seconds(5)

    /// A ticket as far as waiting goes.
    func waitEntry(_ ticket: Ticket, in names: [ModeName]) -> WaitBook.Entry {
        WaitBook.Entry(
            ticketID: ticket.id, players: ticket.players.count, enqueuedAt: ticket.enqueuedAt,
            modes: names.compactMap { name in modes[name].map { (name, skill(of: ticket, in: $0)) } })
    }

    /// The mean of the number that the mode's players are told apart by.
    private func skill(of ticket: Ticket, in mode: Mode) -> Double {
        let attribute = mode.ruleSet.skillAttribute
        let isRating = attribute.name == PlayerAttribute.rating.name
        let missing = attribute.defaultValue?.number ?? 0
        let sum = ticket.players.reduce(0.0) { sum, player in
            let own =
                isRating
                ? profiles[player.playerID]?.ratings[mode.name] : player.attributes[attribute.name]?.double
            return sum + (own ?? missing)
        }
        return sum / Double(max(1, ticket.players.count))
    }

    /// Notes how long tickets search now, for those who ask any replica.
    mutating func renewWaitFigures() {
        guard now >= nextWaitFigures else { return }
        nextWaitFigures = now + Self.figuresInterval
        for name in modes.keys.sorted() {
            guard let whole = waits.estimate(for: name, at: now)?.rounded else { continue }
            statistics[name]?.waitSeconds = whole.seconds
            let kinds = waits.estimates(for: name, at: now).map { kind in
                let wait = kind.wait.rounded
                return ModeSummary.Wait(
                    players: kind.players, ratingFrom: kind.ratingFrom, ratingBelow: kind.ratingBelow,
                    seconds: wait.seconds, interval: wait.bounds)
            }
            statistics[name]?.waits = WaitFigures(interval: whole.bounds, kinds: kinds)
        }
    }
}
