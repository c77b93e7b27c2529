import Contracts
import MatchingCore
import MatchmakerCore
import ModesCore

/// Whether what is said of waiting tickets is true: stop, ask, do as told, and go on.
extension MatchSimulation {
    /// Tickets that search, by their places.
    var waiting: [Int] { fates.indices.filter { fates[$0] == .searching } }

    /// What would have a searching ticket matched, as the service would say it.
    func remedies(for number: Int) -> [Remedy] {
        let ids = matchmaker.nearest(WhatIf.mostOthers, to: tickets[number].ticketID, in: mode.name, at: now)
        let others = ids.compactMap { numbers[$0] }.map { WhatIf.Other(entry(of: $0), until: end(of: $0)) }
        var trial = WhatIf(entry(of: number), until: end(of: number), others: others, modes: [mode], at: now)
        return trial.remedies()
    }

    /// Does what a remedy says, and tells whether the ticket is matched in the moment that it names. Nobody comes but those whom
    /// it names.
    mutating func isMatched(_ number: Int, after remedy: Remedy) -> Bool {
        let before = now
        isClosed = false
        switch remedy.change {
        case .wait(let duration):
            isClosed = true
            run(until: before + duration + .milliseconds(1))
        case .players(let count, let text):
            for newcomer in 1...count {
                let player = entry(of: number).newcomer(newcomer, with: text, at: now, in: [mode])
                join(player)
            }
        case .number, .text, .latency:
            matchmaker.add(entry(of: number).changed(by: remedy.change, in: [mode]), at: now)
            makeMatches(at: now)
        }
        return fates[number] == .matched
    }

    /// Of those who search, who is matched when nobody else comes.
    func lateMatches() -> Set<Int> {
        var rest = self
        rest.isClosed = true
        rest.run(until: nil)
        return Set(waiting.filter { rest.fates[$0] == .matched })
    }

    private mutating func join(_ entry: SearchEntry) {
        let players = entry.players.map { player in
            var recorded = RecordedTicket.Player(playerID: player.playerID)
            recorded.attributes = player.attributes
            recorded.latencies = player.latencies
            return recorded
        }
        numbers[entry.ticketID] = tickets.count
        tickets.append(
            RecordedTicket(at: Double(now.milliseconds) / 1000, ticketID: entry.ticketID, players: players))
        fates.append(.notYet)
        arrive(tickets.count - 1, at: now)
    }

    private func entry(of number: Int) -> SearchEntry {
        tickets[number].entry(in: mode.name, at: Self.time(tickets[number].at))
    }

    private func end(of number: Int) -> Timestamp { Self.time(tickets[number].at) + mode.requestTimeout }
}
