import RuleSetsCore

/// Something that is true of a ticket by itself, whomever it meets. Rules that ask it of whoever is on a side are kept by never
/// putting anybody else there.
struct Predicate: Sendable, Hashable {
    enum Test: Sendable, Hashable {
        /// Of a number: `value <operation> reference`.
        case number(ComparisonRule.Operation, Double)
        /// Of a number: the distance from a value is within bounds.
        case distance(from: Double, Bounds)
        /// Of a text: it is, or is none of, these.
        case isOneOf([UInt64])
        case isNoneOf([UInt64])
        /// Of a list: so many of these are in it.
        case list(contains: [UInt64], Bounds)
    }

    var place: FeatureLayout.Place
    var test: Test
    /// Enough when it is true of one player; else it is of all.
    var ofAnybody = false

    func holds(_ row: UInt32, in store: borrowing TicketStore) -> Bool {
        switch place {
        case .ticket(let feature): return holds(store.word(feature, of: row), store)
        case .player(let feature):
            let players = 0..<Int(store.rows[Int(row)].size)
            return ofAnybody
                ? players.contains { holds(store.word(feature, ofPlayer: $0, of: row), store) }
                : players.allSatisfy { holds(store.word(feature, ofPlayer: $0, of: row), store) }
        }
    }

    /// By how much a ticket's number fails it; `nil` when it isn't about a number of the ticket.
    func miss(_ row: UInt32, in store: borrowing TicketStore) -> Double? {
        guard case .ticket(let feature) = place else { return nil }
        let number = store.number(feature, of: row)
        switch test {
        case .number(_, let reference): return abs(number - reference)
        case .distance(let from, let bounds):
            let distance = abs(number - from)
            return distance > bounds.most ? distance - bounds.most : bounds.least - distance
        case .isOneOf, .isNoneOf, .list: return nil
        }
    }

    private func holds(_ word: UInt64, _ store: borrowing TicketStore) -> Bool {
        switch test {
        case .number(let operation, let reference): return operation.holds(Double(bitPattern: word), reference)
        case .distance(let from, let bounds): return bounds.contains(abs(Double(bitPattern: word) - from))
        case .isOneOf(let texts): return texts.contains(word)
        case .isNoneOf(let texts): return !texts.contains(word)
        case .list(contains: let texts, let bounds):
            let list = store.lists[UInt32(word)]
            return bounds.contains(Double(texts.count { list.contains(UInt32($0)) }))
        }
    }
}
