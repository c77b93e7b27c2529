import Contracts
import ModesCore
import RuleSetsCore

/// Whether players bring what a mode's rule set asks of them.
public enum AttributeCheck {
    /// What is wrong, by the member of the request; empty when nothing is. Attributes that no mode declares are nobody's
    /// business.
    public static func errors(of players: [TicketPlayer], in modes: [Mode]) -> [Refusal.FieldError] {
        var errors: [Refusal.FieldError] = []
        for (index, player) in players.enumerated() {
            let path = players.count == 1 ? "attributes" : "players[\(index)].attributes"
            for mode in modes {
                for attribute in mode.ruleSet.playerAttributes where attribute.name != PlayerAttribute.rating.name {
                    let field = "\(path).\(attribute.name)"
                    guard let fault = fault(player.attributes[attribute.name], attribute),
                        !errors.contains(where: { $0.field == field })
                    else { continue }
                    errors.append(Refusal.FieldError(field, "\(fault) in mode '\(mode.name)'"))
                }
            }
        }
        return errors
    }

    private static func fault(_ value: JSONValue?, _ attribute: PlayerAttribute) -> String? {
        guard let value else { return attribute.defaultValue == nil ? "is needed" : nil }
        guard AttributeValue(value, as: attribute.type) == nil else { return nil }
        switch attribute.type {
        case .string: return "must be a string"
        case .number: return "must be a number"
        case .stringList: return "must be a list of strings"
        case .stringNumberMap: return "must be a map of strings to numbers"
        }
    }
}
