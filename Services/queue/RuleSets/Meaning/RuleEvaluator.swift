/// Says of a match whether it may be made under a rule set. The plain meaning of the language: it looks at everything anew
/// each time, is meant to be read, and is what the matchmaker's search is tested against.
public struct RuleEvaluator: Sendable {
    public let ruleSet: RuleSet
    private let stages: [RuleSet.Stage]
    /// Rules that compound rules name: they need not hold by themselves.
    private let operands: Set<String>

    public init(_ ruleSet: RuleSet) {
        self.ruleSet = ruleSet
        stages = ruleSet.stages
        var operands: Set<String> = []
        for case .compound(let rule) in ruleSet.rules { operands.formUnion(rule.statement.rules) }
        self.operands = operands
    }

    /// What is said of a match in the best region in which all rules hold: that whose worst-off player is best off. When they
    /// hold in none, it is said of the best region that all players know, or of none.
    public func verdict(on match: MatchCandidate) -> MatchVerdict {
        let regions = match.sharedRegions
        for region in regions {
            let verdict = verdict(on: match, in: region)
            if verdict.holds { return verdict }
        }
        let without = verdict(on: match, in: nil)
        return without.holds || regions.isEmpty ? without : verdict(on: match, in: regions[0])
    }

    /// The regions in which all rules hold, best first. Empty also when they hold without any region, as they may where no
    /// latency rule is.
    public func regions(for match: MatchCandidate) -> [String] {
        match.sharedRegions.filter { verdict(on: match, in: $0).holds }
    }

    /// What is said of a match in one region; `nil` for none, where no latency rule holds.
    public func verdict(on match: MatchCandidate, in region: String?) -> MatchVerdict {
        let age = match.age(by: ruleSet.algorithm.expansionAgeSelection)
        let stage = (stages.last { $0.age <= age } ?? stages[0]).ruleSet
        let context = MatchContext(ruleSet: stage, match: match)
        var verdicts: [RuleVerdict] = []
        for rule in stage.rules {
            let isRequired = !rule.isSort && !operands.contains(rule.name)
            var verdict = RuleVerdict(rule: rule.name, kind: rule.kind, holds: true, isRequired: isRequired)
            if case .compound(let compound) = rule {
                verdict.bound = .statement(compound.statement)
                verdict.holds = compound.statement.holds { name in verdicts.first { $0.rule == name }?.holds ?? false }
            } else {
                do {
                    if let judged = try context.judged(rule, in: region) {
                        verdict.holds = judged.holds
                        verdict.measured = judged.measured
                        verdict.bound = judged.bound
                    }
                } catch {
                    verdict.holds = false
                    verdict.reason = error.reason
                }
            }
            verdicts.append(verdict)
        }
        return MatchVerdict(age: age, region: region, problems: context.problems, rules: verdicts)
    }
}

extension CompoundStatement {
    /// Whether the statement is true, when `isTrue` says of its rules whether they hold.
    func holds(_ isTrue: (String) -> Bool) -> Bool {
        switch self {
        case .rule(let name): isTrue(name)
        case .and(let parts): parts.allSatisfy { $0.holds(isTrue) }
        case .or(let parts): parts.contains { $0.holds(isTrue) }
        case .xor(let parts): parts.count { $0.holds(isTrue) } == 1
        case .not(let part): !part.holds(isTrue)
        }
    }
}

extension MatchContext {
    /// What keeps the match from being one of this rule set, whatever its rules say.
    var problems: [String] {
        var problems: [String] = []
        for side in ruleSet.sides {
            let players = match.teams.filter { $0.faction == side.faction }.flatMap(\.players).count
            if !(side.minPlayers...max(side.minPlayers, side.maxPlayers)).contains(players) {
                problems.append("\(side.faction) has \(players) players, not \(side.minPlayers)–\(side.maxPlayers)")
            }
        }
        let factions = Set(ruleSet.sides.map(\.faction))
        for team in match.teams where !factions.contains(team.faction) {
            problems.append("\(team.faction) is no side")
        }
        var seen: Set<String> = []
        for player in match.players where !seen.insert(player.id.rawValue).inserted {
            problems.append("player \(player.id) is there twice")
        }
        for ticket in match.tickets where ticket.players.isEmpty {
            problems.append("ticket \(ticket.id) has no player")
        }
        for attribute in ruleSet.playerAttributes {
            for player in match.players {
                do {
                    _ = try value(attribute.name, of: player)
                } catch {
                    problems.append(error.reason)
                }
            }
        }
        return problems
    }
}
