import Contracts
import ModesCore
import RuleSetsCore

extension SearchEntry {
    /// The mean of what the players have of a number in a mode; `nil` when somebody has none.
    func number(_ attribute: PlayerAttribute, in mode: ModeName) -> Double? {
        var sum = 0.0
        for player in players {
            guard let number = number(attribute, of: player, in: mode) else { return nil }
            sum += number
        }
        return sum / Double(players.count)
    }

    private func number(_ attribute: PlayerAttribute, of player: TicketPlayer, in mode: ModeName) -> Double? {
        let own =
            attribute.name == PlayerAttribute.rating.name
            ? ratings[player.playerID]?[mode] : player.attributes[attribute.name]?.double
        return own ?? attribute.defaultValue?.number
    }

    /// What the first player has of a text, or of a list of texts.
    func texts(_ attribute: PlayerAttribute) -> [String] {
        let value = players[0].attributes[attribute.name].flatMap { AttributeValue($0, as: attribute.type) }
        switch value ?? attribute.defaultValue {
        case .string(let text): return [text]
        case .stringList(let texts): return texts
        case .number, .stringNumberMap, nil: return []
        }
    }

    /// The same ticket when its players bring something else. Waiting and arrivals change nothing of it.
    public func changed(by change: Remedy.Change, in modes: [Mode]) -> SearchEntry {
        var entry = self
        for index in entry.players.indices {
            switch change {
            case .number(let name, let difference):
                for mode in modes {
                    guard let attribute = mode.ruleSet.attribute(name),
                        let own = number(attribute, of: players[index], in: mode.name)
                    else { continue }
                    if name == PlayerAttribute.rating.name {
                        entry.ratings[players[index].playerID, default: [:]][mode.name] = own + difference
                    } else {
                        entry.players[index].attributes[name] = .number(own + difference)
                    }
                }
            case .text(let name, let text): entry.players[index].bring(text, as: name, in: modes)
            case .latency(let less):
                entry.players[index].latencies = players[index].latencies.mapValues { max(0, $0 - less) }
            case .wait, .players: break
            }
        }
        return entry
    }

    /// Somebody alone who brings what the first player does, and comes now.
    ///
    /// - Parameter number: tells several from one another.
    public func newcomer(_ number: Int, with text: Remedy.Text?, at now: Timestamp, in modes: [Mode]) -> SearchEntry {
        var player = players[0]
        let ratings = self.ratings[player.playerID]
        player.playerID = PlayerID("\(player.playerID) like \(number)")
        if let text { player.bring(text.value, as: text.attribute, in: modes) }
        var entry = SearchEntry(
            ticketID: TicketID("\(ticketID) like \(number)"), players: [player], enqueuedAt: now, modes: self.modes)
        if let ratings { entry.ratings[player.playerID] = ratings }
        return entry
    }
}

extension TicketPlayer {
    /// Takes a text in the place of another, or into a list.
    fileprivate mutating func bring(_ text: String, as name: String, in modes: [Mode]) {
        guard let attribute = modes.lazy.compactMap({ $0.ruleSet.attribute(name) }).first else { return }
        guard attribute.type == .stringList else {
            attributes[name] = .string(text)
            return
        }
        let own = attributes[name].flatMap { AttributeValue($0, as: .stringList) } ?? attribute.defaultValue
        let texts = own?.stringList ?? []
        if !texts.contains(text) { attributes[name] = AttributeValue.stringList(texts + [text]).json }
    }
}
