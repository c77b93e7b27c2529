import Contracts
import MatchingCore
import ModesCore
import RuleSetsCore

extension ShardEngine {
    /// For so long the same is answered to whoever of a ticket asks again: it costs a thousand times what other commands do.
    private static let explanationLasts = Duration.seconds(1)

    /// Why a player's ticket isn't matched yet.
    mutating func explain(_ command: ExplainSearch) -> StepReply {
        guard let record = record(of: command.playerID), !record.isFree else {
            return .now(.refused(Refusal(.notFound, "you are not queued")))
        }
        guard players[command.playerID] != nil else { return .now(.moved) }
        presence.saw(command.playerID, at: now)
        guard let ticketID = record.ticketID, let ticket = tickets[ticketID], ticket.matchID == nil else {
            return .now(.refused(Refusal(.notFound, "a match was found for you", matchID: record.matchID)))
        }
        explanations = explanations.filter { $0.value.explainedAt > now - Self.explanationLasts }
        let report = explanations[ticketID] ?? report(on: ticket)
        explanations[ticketID] = report
        return .now(.explained(report))
    }

    private func report(on ticket: Ticket) -> SearchReport {
        let entry = entry(ticket)
        var reports = ticket.heldIn.sorted().filter { modes[$0] != nil }
            .map { SearchReport.Mode(mode: $0, waitsForServer: true) }
        var others: [TicketID] = []
        for name in entry.modes.sorted() {
            guard let explanation = matchmaker.explain(ticket.id, in: name, at: now) else { continue }
            reports.append(SearchReport.Mode(explanation, of: name))
            others += matchmaker.nearest(WhatIf.mostOthers / entry.modes.count, to: ticket.id, in: name, at: now)
        }
        var whatIf = WhatIf(
            entry, until: ticket.searchUntil,
            others: Set(others).compactMap { tickets[$0] }.map { WhatIf.Other(self.entry($0), until: $0.searchUntil) },
            modes: entry.modes.compactMap { modes[$0] }, at: now)
        return SearchReport(
            ticketID: ticket.id, enqueuedAt: ticket.enqueuedAt, explainedAt: now, modes: reports,
            remedies: whatIf.remedies().map { SearchReport.Remedy($0) })
    }
}

extension SearchReport.Mode {
    fileprivate init(_ explanation: SearchExplanation, of mode: ModeName) {
        self.init(
            mode: mode, others: explanation.others, possible: explanation.possible,
            missingPlayers: explanation.missingPlayers,
            exclusions: explanation.exclusions.map { SearchReport.Exclusion($0) },
            wholeMatchRules: explanation.rulesOfWholeMatches)
    }
}

extension SearchReport.Exclusion {
    fileprivate init(_ exclusion: SearchExplanation.Exclusion) {
        let (condition, rule): (String, String?) =
            switch exclusion.condition {
            case .rule(let name): ("rule", name)
            case .teamSizes: ("teamSizes", nil)
            case .blocks: ("blocks", nil)
            }
        self.init(
            condition: condition, rule: rule, excluded: exclusion.excluded, excludedAlone: exclusion.excludedAlone,
            nearestMiss: exclusion.nearestMiss,
            widens: exclusion.widenings.map {
                SearchReport.Widening(
                    inSeconds: $0.after.inSeconds, property: $0.property.rawValue, value: $0.value.json)
            })
    }
}

extension SearchReport.Remedy {
    fileprivate init(_ remedy: Remedy) {
        switch remedy.change {
        case .wait(let time): self.init(change: "wait", mode: remedy.mode, seconds: time.inSeconds)
        case .number(let attribute, let difference):
            self.init(change: "number", mode: remedy.mode, attribute: attribute, by: difference)
        case .text(let attribute, let text):
            self.init(change: "text", mode: remedy.mode, attribute: attribute, text: text)
        case .latency(let less): self.init(change: "latency", mode: remedy.mode, milliseconds: less)
        case .players(let count, let text):
            self.init(
                change: "players", mode: remedy.mode, attribute: text?.attribute, text: text?.value, players: count)
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Double { Double(milliseconds) / 1000 }
}

extension Expansion.Value {
    /// As the mode file has it.
    fileprivate var json: JSONValue {
        switch self {
        case .word(let word): .string(word)
        case .reference(.number(let number)): .number(number)
        case .reference(.string(let text)): .string(text)
        case .reference(.stringList(let texts)): .array(texts.map { .string($0) })
        case .reference(.expression(let expression)): .string("\(expression)")
        }
    }
}
