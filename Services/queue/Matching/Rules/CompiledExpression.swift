import RuleSetsCore

/// A property expression whose names have become places.
struct CompiledExpression: Sendable {
    enum Source: Sendable {
        /// Sides, which are only counted.
        case sides
        /// Players, which are only counted.
        case players
        /// What stands for a ticket, as often as it has players, or once.
        case ticket(Int, isList: Bool, perPlayer: Bool)
        case player(Int, isList: Bool)
    }

    var source: Source
    /// In the order of the names.
    var sides: [Int]
    /// The path gives one side, and no list of sides.
    var isSingle: Bool
    /// From the innermost to the outermost.
    var functions: [PropertyExpression.Function]
    var element: ExpressionType.Element
    /// 0 for a single value, 1 for a list, and so on.
    var depth: Int

    /// The value for a match.
    func evaluate(_ match: Lineup, in store: borrowing TicketStore, into value: inout NestedValues) {
        value.clear()
        for side in sides {
            switch source {
            case .sides: value.leaves.append(0)
            case .players:
                for index in match.side(side) {
                    for _ in 0..<store[match.rows[index]].size { value.leaves.append(0) }
                }
            case .ticket(let feature, let isList, let perPlayer):
                for index in match.side(side) {
                    let row = match.rows[index]
                    let word = store.word(feature, of: row)
                    for _ in 0..<(perPlayer ? Int(store.rows[Int(row)].size) : 1) {
                        append(word, isList, store, &value)
                    }
                }
            case .player(let feature, let isList):
                for index in match.side(side) {
                    let row = match.rows[index]
                    for player in 0..<Int(store.rows[Int(row)].size) {
                        append(store.word(feature, ofPlayer: player, of: row), isList, store, &value)
                    }
                }
            }
            endSide(&value)
        }
        value.depth = sourceDepth
        for function in functions { value.apply(function) }
    }

    private func append(_ word: UInt64, _ isList: Bool, _ store: borrowing TicketStore, _ value: inout NestedValues) {
        guard isList else {
            value.leaves.append(word)
            return
        }
        for text in store.lists[UInt32(word)] { value.leaves.append(UInt64(text)) }
        if isSingle { value.outer.append(value.leaves.count) } else { value.inner.append(value.leaves.count) }
    }

    private func endSide(_ value: inout NestedValues) {
        guard !isSingle else { return }
        switch source {
        case .sides: break
        case .players, .ticket(_, false, _), .player(_, false): value.outer.append(value.leaves.count)
        case .ticket(_, true, _), .player(_, true): value.outer.append(value.inner.count)
        }
    }

    /// The players of all sides are together before anything else is done with them.
    var isFlattened: Bool { functions.first == .flatten }

    /// How deep the lists are before any function.
    var sourceDepth: Int {
        let teams = isSingle ? 0 : 1
        return switch source {
        case .sides: teams
        case .players, .ticket(_, false, _), .player(_, false): teams + 1
        case .ticket(_, true, _), .player(_, true): teams + 2
        }
    }
}
