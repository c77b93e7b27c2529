import RuleSetsCore

/// A mode's rule set made ready for the search: what is kept of tickets, how they are indexed, and what each stage asks for.
final class ModePlan: Sendable {
    /// By what tickets are kept apart, since two of different kinds are never matched.
    enum Pivot: Sendable, Hashable {
        case none
        /// By region: a ticket is in the group of each region that suits it at some stage. The latency is that of an
        /// aggregation of the layout.
        case region(aggregation: Int, maxLatency: Double)
        /// By the texts of a list: a ticket is in the group of each of them.
        case text(FeatureLayout.Place)

        var isRegion: Bool { if case .region = self { true } else { false } }
    }

    /// In what order tickets lie in the index.
    enum Order: Sendable, Hashable {
        case age
        case number(Int, Reading)

        enum Reading: Sendable, Hashable {
            case nearestFirst
            case leastFirst
            case greatestFirst
        }
    }

    let ruleSet: RuleSet
    let layout: FeatureLayout
    let attributes: [PlayerAttribute]
    /// The place of the built-in rating among them, unless something else has its name.
    let rating: Int?
    /// Whether anything of what players bring matters.
    let readsAttributes: Bool
    /// For finding attributes by name without comparing texts.
    let attributeHashes: [UInt64]
    /// What a player has who brings nothing.
    let defaults: [AttributeValue?]
    /// Those that a player must bring, since there is no default; a bit each.
    let requiredAttributes: UInt64
    /// Of each attribute, whether rules look at it.
    let isUsed: [Bool]
    let predicates: [Predicate]
    /// By rising age; the first begins at 0.
    let stages: [StagePlan]
    /// Whether a match is at the stage of its oldest ticket; else of its newest.
    let goesByOldest: Bool
    let pivot: Pivot
    /// Values that all tickets of a match share, at every stage.
    let shared: [FeatureLayout.Place]
    let order: Order
    /// Predicates by which tickets of one group are kept in lists of their own.
    let strata: UInt64
    /// From this age on a ticket goes before all younger ones, milliseconds.
    let patience: Int64
    /// Names of the sides.
    let factions: [String]

    /// How far from the anchor's a candidate's number in the index may be, at each stage.
    let radii: [Double]
    /// At each stage what must be true of pairs beside what all in a group share, and what follows from the radius.
    let furtherConditions: [PairConditions]
    let hasFurtherConditions: Bool

    /// Two sides of one player each: the search is for one ticket.
    let isDuel: Bool
    /// Of duels in which nearness in a number is preferred: the number. Of several found at once opponents may be exchanged.
    let exchanges: Int?

    /// At any stage.
    let largestSide: Int
    let fewestPlayers: Int

    init(
        ruleSet: RuleSet, layout: FeatureLayout, attributes: [PlayerAttribute], predicates: [Predicate],
        stages: [StagePlan],
        goesByOldest: Bool, pivot: Pivot, shared: [FeatureLayout.Place], order: Order, strata: UInt64, patience: Int64,
        factions: [String]
    ) {
        self.ruleSet = ruleSet
        self.layout = layout
        self.attributes = attributes
        rating = attributes.firstIndex { $0.name == PlayerAttribute.rating.name && $0.type == .number }
        attributeHashes = attributes.map(\.name.quickHash)
        defaults = attributes.map(\.defaultValue)
        requiredAttributes = attributes.indices.reduce(0) { bits, index in
            attributes[index].defaultValue == nil ? bits | 1 << UInt64(index) : bits
        }
        isUsed = attributes.indices.map { layout.looksAt($0) }
        self.predicates = predicates
        self.stages = stages
        self.goesByOldest = goesByOldest
        self.pivot = pivot
        self.shared = shared
        self.order = order
        self.strata = strata
        self.patience = patience
        self.factions = factions
        isDuel = stages.allSatisfy { stage in
            stage.sides.count == 2 && stage.sides.allSatisfy { $0.minPlayers == 1 && $0.maxPlayers == 1 }
        }
        exchanges = isDuel ? Self.exchanges(stages) : nil
        readsAttributes = requiredAttributes != 0 || isUsed.contains(true)
        if case .number(let feature, _) = order {
            radii = stages.map { $0.radius(of: feature) }
        } else {
            radii = stages.map { _ in .infinity }
        }
        furtherConditions = stages.map { stage in
            var further = stage.pair
            if case .number(let feature, .nearestFirst) = order { further.ranges.removeAll { $0.feature == feature } }
            further.equal.removeAll(where: shared.contains)
            return further
        }
        hasFurtherConditions = furtherConditions.contains { !$0.isEmpty }
        largestSide = stages.map(\.largestSide).max() ?? 0
        fewestPlayers = stages.map(\.minPlayers).min() ?? 0
    }

    private static func exchanges(_ stages: [StagePlan]) -> Int? {
        guard let key = stages.first?.preference.first, case .number(let feature) = key.value, key.isDistance,
            !key.isDescending, stages.allSatisfy({ $0.preference.first == key && !$0.onlyFastest })
        else { return nil }
        return feature
    }

    /// The stage at an age in milliseconds.
    func stage(at age: Int64) -> Int {
        var stage = stages.count - 1
        while stage > 0, stages[stage].age > age { stage -= 1 }
        return stage
    }
}
