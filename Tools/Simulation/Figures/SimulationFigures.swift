import Contracts
import MatchmakerCore

/// What a simulation came to, over time and by bracket of skill.
public struct SimulationFigures: Sendable, Hashable {
    public enum Measure: String, Sendable, Hashable, CaseIterable {
        /// From arrival to match of the tickets that were matched, in seconds. Counts when a ticket arrived.
        case wait
        /// Between the best and the worst player of a match.
        case skillDifference
        /// Between the means of the best and the worst side of a match.
        case teamBalance
        /// Of a ticket's worst-off player in the region of the match, in milliseconds.
        case latency
    }

    /// One measure.
    public struct Figure: Sendable, Hashable {
        public var all: Spread?
        /// By part of the time; `nil` for one without any value.
        public var byTime: [Spread?]
        public var byBracket: [Spread?]
    }

    /// What became of the tickets of a bracket.
    public struct Ending: Sendable, Hashable {
        public var tickets = 0
        public var matched = 0
        public var expired = 0
        public var cancelled = 0
    }

    public let timeline: Timeline
    public let brackets: Brackets
    public let figures: [Measure: Figure]
    public let endings: [Ending]
    public let matchesByTime: [Int]
    public let ticketsByTime: [Int]
    public let summary: SimulationSummary

    public subscript(measure: Measure) -> Figure {
        figures[measure] ?? Figure(all: nil, byTime: [], byBracket: [])
    }

    /// - Parameters:
    ///   - events: all of the simulation's.
    ///   - attribute: the number that is compared; tickets without it count for the waiting alone, as if it were 0.
    public init(
        tickets: [RecordedTicket], events: [TicketEvent], matches: [SimulatedMatch], summary: SimulationSummary,
        attribute: String, timeline: Timeline, brackets: Brackets
    ) {
        self.timeline = timeline
        self.brackets = brackets
        self.summary = summary
        var samples: [Measure: Samples] = [:]
        for measure in Measure.allCases { samples[measure] = Samples(parts: timeline.parts, brackets: brackets.count) }
        var endings = Array(repeating: Ending(), count: brackets.count)
        var matchesByTime = Array(repeating: 0, count: timeline.parts)
        var ticketsByTime = matchesByTime

        let views = Self.views(of: matches, tickets, attribute)
        for (match, view) in zip(matches, views) {
            let part = timeline.part(of: match.at)
            matchesByTime[part] += 1
            if let difference = view.skillDifference { samples[.skillDifference]?.add(difference, part: part) }
            if let balance = view.teamBalance { samples[.teamBalance]?.add(balance, part: part) }
        }
        for event in events {
            let ticket = tickets[event.ticket]
            let bracket = brackets.bracket(of: ticket.mean(of: attribute) ?? 0)
            switch event.kind {
            case .arrived:
                endings[bracket].tickets += 1
                ticketsByTime[timeline.part(of: ticket.at)] += 1
            case .expired: endings[bracket].expired += 1
            case .cancelled: endings[bracket].cancelled += 1
            case .overlapping: break
            case .matched(let number):
                endings[bracket].matched += 1
                let wait = Double(event.waited.milliseconds) / 1000
                samples[.wait]?.add(wait, part: timeline.part(of: ticket.at), bracket: bracket)
                let view = views[number]
                if let value = view.skillDifference { samples[.skillDifference]?.add(value, bracket: bracket) }
                if let value = view.teamBalance { samples[.teamBalance]?.add(value, bracket: bracket) }
                if let region = matches[number].region, let value = ticket.worstLatency(in: region) {
                    samples[.latency]?.add(value, part: timeline.part(of: matches[number].at), bracket: bracket)
                }
            }
        }
        self.endings = endings
        self.matchesByTime = matchesByTime
        self.ticketsByTime = ticketsByTime
        figures = samples.mapValues(\.figure)
    }

    /// A player who comes back with another number has that of the ticket which was matched.
    private static func views(
        of matches: [SimulatedMatch], _ tickets: [RecordedTicket], _ attribute: String
    ) -> [MatchView] {
        let numbers = Dictionary(uniqueKeysWithValues: tickets.enumerated().map { ($1.ticketID, $0) })
        return matches.map { match in
            var values: [PlayerID: Double] = [:]
            for player in match.tickets.compactMap({ numbers[$0] }).flatMap({ tickets[$0].players }) {
                values[player.playerID] = player.attributes?[attribute]?.double
            }
            return MatchView(match, values: values)
        }
    }

    /// Values of one measure, as they come in.
    private struct Samples {
        private var all: [Double] = []
        private var byTime: [[Double]]
        private var byBracket: [[Double]]

        init(parts: Int, brackets: Int) {
            byTime = Array(repeating: [], count: parts)
            byBracket = Array(repeating: [], count: brackets)
        }

        /// Whatever has a part of the time counts among all.
        mutating func add(_ value: Double, part: Int? = nil, bracket: Int? = nil) {
            if let part {
                all.append(value)
                byTime[part].append(value)
            }
            if let bracket { byBracket[bracket].append(value) }
        }

        var figure: Figure {
            Figure(all: Spread(all), byTime: byTime.map { Spread($0) }, byBracket: byBracket.map { Spread($0) })
        }
    }
}

extension RecordedTicket {
    /// Over its players who bring the number; `nil` when none does.
    func mean(of attribute: String) -> Double? {
        let values = players.compactMap { $0.attributes?[attribute]?.double }
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// `nil` when nobody has measured it.
    func worstLatency(in region: String) -> Double? { players.compactMap { $0.latencies?[region] }.max() }
}
