import RuleSetsCore

/// What can be told of a number or text expression without a match: that it is the players' values, or one figure of them.
struct ExpressionShape {
    enum Form: Equatable {
        /// Each value is that of one player.
        case values
        /// One figure for all of them, or for each side.
        case figure(PropertyExpression.Function)
    }

    var place: FeatureLayout.Place
    var sides: [Int]
    var form: Form
    /// In lists of their own for each side.
    var isGrouped: Bool

    /// `nil` when it is something else: a count, a list of lists, a figure of figures.
    init?(_ expression: CompiledExpression, sides bounds: [StagePlan.Side]) {
        switch expression.source {
        case .ticket(let index, false, _): place = .ticket(index)
        case .player(let index, false): place = .player(index)
        default: return nil
        }
        sides = expression.sides
        form = .values
        isGrouped = !expression.isSingle
        let areSingle = sides.allSatisfy { bounds[$0].maxPlayers == 1 }
        for function in expression.functions {
            switch function {
            case .flatten: if form == .values { isGrouped = false }
            case .count, .setIntersection: return nil
            case .min, .max, .avg, .median, .sum, .stddev:
                guard form == .values else { return nil }
                // The figure of one player is his value.
                if areSingle, isGrouped || sides.count == 1, function != .stddev {
                    isGrouped = false
                } else {
                    form = .figure(function)
                }
            }
        }
    }
}
