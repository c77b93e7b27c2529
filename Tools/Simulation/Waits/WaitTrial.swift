import Contracts
import MatchmakerCore
import ModesCore
import RuleSetsCore
import WaitsCore

/// What the service would have told the tickets of a simulation about their waits, and how that went.
public struct WaitTrial: Sendable {
    /// Told of, and still searching.
    private struct Told: Sendable {
        var estimate: WaitEstimate
        var whole: WaitEstimate
        var rolling: RollingMean
        var rollingOfKind: RollingMean
    }

    private struct Kind: Hashable {
        var players: Int
        var bracket: Int
    }

    private let mode: Mode
    private let attribute: String
    private let brackets: Brackets
    private var book: WaitBook
    private var told: [Int: Told] = [:]
    private var rolling = RollingMean()
    private var rollingOfKinds: [Kind: RollingMean] = [:]
    private var outcomes: [WaitOutcome] = []

    /// - Parameter tickets: those of the simulation.
    public init(mode: Mode, tickets: [RecordedTicket]) {
        self.mode = mode
        attribute = mode.ruleSet.skillAttribute.name
        brackets = Brackets(of: attribute, in: tickets)
        let start = Timestamp(milliseconds: Int64((tickets.map(\.at).min() ?? 0) * 1000))
        book = WaitBook(at: start)
        book.begin([(mode.name, mode.requestTimeout)], at: start)
    }

    /// Something has happened to a ticket.
    public mutating func take(_ event: TicketEvent, of ticket: RecordedTicket) {
        let rating = ticket.mean(of: attribute) ?? mode.ruleSet.skillAttribute.defaultValue?.number ?? 0
        let kind = Kind(players: ticket.players.count, bracket: brackets.bracket(of: rating))
        switch event.kind {
        case .arrived:
            let entry = WaitBook.Entry(
                ticketID: ticket.ticketID, players: ticket.players.count, enqueuedAt: event.at,
                modes: [(mode.name, rating)])
            let whole = book.estimate(for: mode.name, at: event.at)
            guard let estimate = book.arrive(entry, at: event.at), let whole, rolling.isKnown else { return }
            told[event.ticket] = Told(
                estimate: estimate.rounded, whole: whole.rounded, rolling: rolling,
                rollingOfKind: rollingOfKinds[kind] ?? rolling)
        case .matched:
            book.match(ticket.ticketID, in: mode.name, at: event.at)
            let waited = WaitTrial.seconds(event.waited)
            rolling.note(waited)
            rollingOfKinds[kind, default: RollingMean()].note(waited)
            end(event, ticket, kind, lasted: waited)
        case .expired:
            book.leave(ticket.ticketID, isOver: true, at: event.at)
            end(event, ticket, kind, lasted: WaitTrial.seconds(mode.requestTimeout))
        case .cancelled:
            book.leave(ticket.ticketID, isOver: false, at: event.at)
            end(event, ticket, kind, lasted: nil)
        case .overlapping: break
        }
    }

    private mutating func end(_ event: TicketEvent, _ ticket: RecordedTicket, _ kind: Kind, lasted: Double?) {
        guard let told = told.removeValue(forKey: event.ticket) else { return }
        outcomes.append(
            WaitOutcome(
                at: ticket.at, players: kind.players, bracket: kind.bracket, estimate: told.estimate, whole: told.whole,
                rolling: told.rolling, rollingOfKind: told.rollingOfKind, lasted: lasted,
                searched: WaitTrial.seconds(event.waited)))
    }

    private static func seconds(_ duration: Duration) -> Double { Double(duration.milliseconds) / 1000 }

    // MARK: Scores

    /// Over all tickets that came after the first match.
    public var score: WaitScore { score { _ in true } }

    /// Over those who came from one moment to another, in seconds.
    public func score(from: Double, to: Double) -> WaitScore { score { $0.at >= from && $0.at < to } }

    /// By party size, the smallest first.
    public var scoresBySize: [(players: Int, score: WaitScore)] {
        Set(outcomes.map(\.players)).sorted().map { size in (size, score { $0.players == size }) }
    }

    /// By bracket of skill, the lowest first, with the bounds between them.
    public var scoresByBracket: (bounds: [Double], scores: [WaitScore]) {
        (brackets.bounds, (0..<brackets.count).map { bracket in score { $0.bracket == bracket } })
    }

    private func score(_ counts: (WaitOutcome) -> Bool) -> WaitScore {
        var score = WaitScore()
        for outcome in outcomes where counts(outcome) { score.add(outcome) }
        return score
    }
}
