import Contracts
import RuleSetsCore

/// What the players of a ticket bring of the attributes that a mode's rules look at. Used anew for each ticket.
struct BroughtValues: Sendable {
    /// Player by player the values of all attributes.
    private var values: [AttributeValue?] = []
    private var stride = 0

    /// `nil` of what rules don't look at.
    subscript(player: Int, attribute: Int) -> AttributeValue? { values[player * stride + attribute] }

    /// False when something is missing that has no default.
    mutating func read(_ entry: SearchEntry, _ mode: ModeName, _ plan: ModePlan) -> Bool {
        values.removeAll(keepingCapacity: true)
        stride = plan.attributes.count
        guard plan.readsAttributes else { return true }
        var first = 0
        for player in entry.players.indices {
            for value in plan.defaults { values.append(value) }
            var brought: UInt64 = 0
            for (name, json) in entry.players[player].attributes {
                let hash = name.quickHash
                for index in plan.attributeHashes.indices
                where plan.attributeHashes[index] == hash && index != plan.rating && name == plan.attributes[index].name
                {
                    let type = plan.attributes[index].type
                    guard AttributeValue.canBe(json, type) else { continue }
                    brought |= 1 << UInt64(index)
                    if plan.isUsed[index] { values[first + index] = AttributeValue(json, as: type) }
                }
            }
            if let index = plan.rating, let rating = entry.ratings[entry.players[player].playerID]?[mode] {
                brought |= 1 << UInt64(index)
                values[first + index] = .number(rating)
            }
            guard brought & plan.requiredAttributes == plan.requiredAttributes else { return false }
            first += plan.attributes.count
        }
        return true
    }
}
