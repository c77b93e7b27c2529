import RuleSetsCore

/// What candidates are sorted by, given the ticket that the match is built around. Smaller goes first.
struct SortKey: Sendable, Hashable {
    enum Value: Sendable, Hashable {
        case number(Int)
        case text(FeatureLayout.Place)
        /// The number under that key at which the anchor's own map has its least or greatest value.
        case map(FeatureLayout.Place, SortRule.MapKey, PartyAggregation)
    }

    var value: Value
    /// How far from the anchor's own; else the number itself. A text is the anchor's, or it isn't.
    var isDistance: Bool
    var isDescending = false

    /// The key of a candidate; what has no value comes last.
    func key(of row: UInt32, anchor: UInt32, in store: borrowing TicketStore) -> Double {
        guard let candidate = number(of: row, anchor: anchor, store),
            let own = isDistance ? number(of: anchor, anchor: anchor, store) : 0
        else { return .infinity }
        let key = isDistance ? abs(candidate - own) : candidate
        return isDescending ? -key : key
    }

    private func number(of row: UInt32, anchor: UInt32, _ store: borrowing TicketStore) -> Double? {
        switch value {
        case .number(let feature): return store.number(feature, of: row)
        case .text(let place):
            let anchors = store.all(place, of: anchor)
            return store.all(place, of: row).allSatisfy(anchors.contains) ? 0 : 1
        case .map(let place, let mapKey, let aggregation):
            let maps = store.all(place, of: anchor).map { store.maps[UInt32($0)] }
            guard let key = key(of: maps, mapKey, aggregation, store) else { return nil }
            let numbers = store.all(place, of: row).compactMap { word in
                store.maps[UInt32(word)].first { $0.key == key }?.number
            }
            return numbers.isEmpty ? nil : aggregation.of(numbers)
        }
    }

    /// Of several keys with the same value the first by name.
    private func key(
        of maps: [[TicketStore.MapEntry]], _ mapKey: SortRule.MapKey, _ aggregation: PartyAggregation,
        _ store: borrowing TicketStore
    ) -> UInt32? {
        var best: (key: UInt32, number: Double)?
        for key in Set(maps.flatMap { $0.map(\.key) }).sorted(by: { store.texts[$0] < store.texts[$1] }) {
            let number = aggregation.of(maps.compactMap { map in map.first { $0.key == key }?.number })
            let isBetter = best.map { mapKey == .minValue ? number < $0.number : number > $0.number } ?? true
            if isBetter { best = (key, number) }
        }
        return best?.key
    }
}

extension TicketStore {
    /// What all players of a ticket have.
    func all(_ place: FeatureLayout.Place, of row: UInt32) -> [UInt64] {
        switch place {
        case .ticket(let feature): [word(feature, of: row)]
        case .player(let feature): (0..<Int(self[row].size)).map { word(feature, ofPlayer: $0, of: row) }
        }
    }
}
