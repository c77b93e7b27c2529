import RuleSetsCore

extension ModePool {
    /// What keeps a row from the others; looks at each of them once.
    func explain(_ row: UInt32, at now: Int64, _ tickets: borrowing TicketTable) -> SearchExplanation {
        let ruleSet = plan.ruleSet
        let rules = ruleSet.rules.indices.filter { rule in plan.stages.contains { $0.parts[rule].tellsPairs } }
        var tallies = rules.map { _ in Tally() } + [Tally(), Tally()]
        var (others, possible, players) = (0, 0, Int(store[row].size))
        for other in store.rows.indices.map({ UInt32($0) }) where other != row && store.isTaken(other) {
            others += 1
            let stage = stage(of: [row, other], at: now)
            let kept = exclusions(row, other, stage, rules, tickets)
            guard !kept.isEmpty else {
                possible += 1
                players += Int(store[other].size)
                continue
            }
            for index in kept { tallies[index].excluded += 1 }
            guard kept.count == 1 else { continue }
            let index = kept[0]
            tallies[index].alone += 1
            if index < rules.count, let miss = miss(row, other, plan.stages[stage].parts[rules[index]]) {
                tallies[index].miss = min(tallies[index].miss ?? miss, miss)
            }
            if let opens = opening(row, other, after: stage, rules, at: now, tickets) {
                tallies[index].opens = min(tallies[index].opens ?? opens, opens)
            }
        }
        let age = now - store[row].enqueuedAt
        let fewest = plan.stages[plan.stage(at: age)].minPlayers
        return SearchExplanation(
            others: others, possible: possible, missingPlayers: max(0, fewest - players),
            exclusions: tallies.enumerated().map { index, tally in
                let rule = index < rules.count ? ruleSet.rules[rules[index]].name : nil
                let structural = index == rules.count ? SearchExplanation.Condition.teamSizes : .blocks
                return SearchExplanation.Exclusion(
                    condition: rule.map { .rule($0) } ?? structural, excluded: tally.excluded,
                    excludedAlone: tally.alone, nearestMiss: tally.miss,
                    opensAfter: tally.opens.map { .milliseconds($0) },
                    widenings: rule.map { Self.widenings(of: $0, in: ruleSet, from: age) } ?? [])
            },
            rulesOfWholeMatches: ruleSet.rules.indices.filter { !rules.contains($0) && !ruleSet.rules[$0].isSort }
                .map { ruleSet.rules[$0].name })
    }

    /// Other rows, those that fewest conditions keep from a row first, and among them those that miss by least.
    func nearest(_ limit: Int, to row: UInt32, at now: Int64, _ tickets: borrowing TicketTable) -> [UInt32] {
        let others = store.rows.indices.lazy.map { UInt32($0) }.filter { $0 != row && store.isTaken($0) }
        guard players > limit, others.count > limit else { return Array(others) }
        let rules = plan.ruleSet.rules.indices.filter { rule in plan.stages.contains { $0.parts[rule].tellsPairs } }
        var distances: [(kept: Int, miss: Double, row: UInt32)] = []
        for other in others {
            let stage = stage(of: [row, other], at: now)
            let kept = exclusions(row, other, stage, rules, tickets)
            var most = 0.0
            for index in kept where index < rules.count {
                most = max(most, miss(row, other, plan.stages[stage].parts[rules[index]]) ?? 0)
            }
            distances.append((kept.count, most, other))
        }
        distances.sort { ($0.kept, $0.miss, $0.row) < ($1.kept, $1.miss, $1.row) }
        return distances.prefix(limit).map(\.row)
    }

    private struct Tally {
        var excluded = 0
        var alone = 0
        var miss: Double?
        var opens: Int64?
    }

    /// Places of the conditions that keep two apart at a stage: of rules, then team sizes, then blocks.
    private func exclusions(
        _ row: UInt32, _ other: UInt32, _ stage: Int, _ rules: [Int], _ tickets: borrowing TicketTable
    ) -> [Int] {
        let plan = plan.stages[stage]
        var kept = rules.indices.filter { !allows(row, other, plan.parts[rules[$0]]) }
        if !haveRoom(Int(store[row].size), Int(store[other].size), plan) { kept.append(rules.count) }
        if tickets.areBlocked(store[row].ticket, store[other].ticket) { kept.append(rules.count + 1) }
        return kept
    }

    private func allows(_ row: UInt32, _ other: UInt32, _ part: RulePart) -> Bool {
        for ticket in [row, other] {
            let predicates = store[ticket].predicates
            guard predicates & part.asks == part.asks, part.sideAsks.contains(where: { predicates & $0 == $0 }),
                store.isFit(ticket, part.pair)
            else { return false }
        }
        return store.areFit(row, other, part.pair) && (latencyOver(row, other, part) ?? 0) <= 0
    }

    /// Whether there are seats for both parties, on one side or on two.
    private func haveRoom(_ size: Int, _ other: Int, _ plan: StagePlan) -> Bool {
        plan.sides.indices.contains { one in
            plan.sides.indices.contains { two in
                one == two
                    ? plan.sides[one].maxPlayers >= size + other
                    : plan.sides[one].maxPlayers >= size && plan.sides[two].maxPlayers >= other
            }
        }
    }

    /// By how much latencies pass the bound in the region that is best for both; infinite when they share none.
    private func latencyOver(_ row: UInt32, _ other: UInt32, _ part: RulePart) -> Double? {
        guard let latency = part.latency else { return nil }
        var least = Double.infinity
        for index in 0..<Int(store[row].regions) {
            let region = store.region(index, of: row)
            guard let one = store.latency(in: region, latency.aggregation, of: row),
                let two = store.latency(in: region, latency.aggregation, of: other)
            else { continue }
            least = min(least, max(one, two) - latency.most)
        }
        return least
    }

    /// By how much a rule that keeps two apart would have to be wider.
    private func miss(_ row: UInt32, _ other: UInt32, _ part: RulePart) -> Double? {
        if let over = latencyOver(row, other, part) { return over.isFinite ? over : nil }
        let over = part.pair.ranges.map { range in
            abs(store.number(range.feature, of: row) - store.number(range.feature, of: other)) - range.radius
        }.max()
        if let over, over > 0 { return over * part.scale }
        var miss: Double?
        for (bit, predicate) in plan.predicates.enumerated() where part.asks & (1 << UInt64(bit)) != 0 {
            for ticket in [row, other] where store[ticket].predicates & (1 << UInt64(bit)) == 0 {
                guard let distance = predicate.miss(ticket, in: store) else { return nil }
                miss = max(miss ?? 0, distance)
            }
        }
        return miss
    }

    /// How long until nothing keeps two apart any more, milliseconds; `nil` when that doesn't come.
    private func opening(
        _ row: UInt32, _ other: UInt32, after stage: Int, _ rules: [Int], at now: Int64,
        _ tickets: borrowing TicketTable
    ) -> Int64? {
        let times = (store[row].enqueuedAt, store[other].enqueuedAt)
        let start = plan.goesByOldest ? min(times.0, times.1) : max(times.0, times.1)
        for later in plan.stages.indices.dropFirst(stage + 1)
        where exclusions(row, other, later, rules, tickets).isEmpty {
            return max(0, start + plan.stages[later].age - now)
        }
        return nil
    }

    private static func widenings(of rule: String, in ruleSet: RuleSet, from age: Int64) -> [SearchExplanation.Widening]
    {
        var widenings: [SearchExplanation.Widening] = []
        for expansion in ruleSet.expansions {
            guard case .rules(let names, let property) = expansion.target, names.contains(rule) else { continue }
            for step in expansion.steps where step.waitTimeSeconds * 1000 > Double(age) {
                widenings.append(
                    SearchExplanation.Widening(
                        after: .milliseconds(Int64(step.waitTimeSeconds * 1000) - age), property: property,
                        value: step.value))
            }
        }
        return widenings.sorted { $0.after < $1.after }
    }
}
