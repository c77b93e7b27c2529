/// Groups of many tickets, which stand apart by size and predicates.
extension TicketIndex {
    /// Parts those who stood together.
    mutating func divide(_ group: Int, _ store: borrowing TicketStore) {
        let items = groups[group].first.runs.items
        groups[group].first = Stratum(size: 0, predicates: 0)
        groups[group].isDivided = true
        for item in items { put(item, into: group, store) }
        guard pivot != .none else { return }
        if let line = freeLines.popLast() {
            groups[group].line = line
        } else {
            groups[group].line = UInt32(lines.count)
            lines.append(AgeLine())
        }
        for item in items.sorted(by: { ($0.enqueuedAt, $0.row) < ($1.enqueuedAt, $1.row) }) {
            lines[Int(groups[group].line)].add(item.row, store)
        }
    }

    /// Puts those who are left together again. Their strata keep their storage for others.
    mutating func join(_ group: Int) {
        var items = groups[group].first.runs.items
        var next = groups[group].first.next
        while next != Self.none {
            items += strata[Int(next)].runs.items
            strata[Int(next)].runs.removeAll()
            freeStrata.append(next)
            next = strata[Int(next)].next
        }
        groups[group].first = Stratum(size: 0, predicates: 0)
        groups[group].isDivided = false
        for item in items { groups[group].first.runs.insert(item) }
        guard groups[group].line != Self.none else { return }
        lines[Int(groups[group].line)] = AgeLine()
        freeLines.append(groups[group].line)
        groups[group].line = Self.none
    }

    mutating func put(_ item: SortedRuns.Item, into group: Int, _ store: borrowing TicketStore) {
        let predicates = store.rows[Int(item.row)].predicates & stratifying
        if groups[group].first.size == 0 {
            groups[group].first.size = item.size
            groups[group].first.predicates = predicates
        }
        if groups[group].first.size == item.size, groups[group].first.predicates == predicates {
            groups[group].first.runs.insert(item)
        } else {
            let stratum = stratum(of: group, item.size, predicates) ?? addStratum(to: group, item.size, predicates)
            strata[stratum].runs.insert(item)
        }
    }

    mutating func take(_ item: SortedRuns.Item, from group: Int, _ store: borrowing TicketStore) {
        let predicates = store.rows[Int(item.row)].predicates & stratifying
        if groups[group].first.size == item.size, groups[group].first.predicates == predicates {
            groups[group].first.runs.remove(item)
        } else if let stratum = stratum(of: group, item.size, predicates) {
            strata[stratum].runs.remove(item)
        }
    }

    /// One beside the first.
    private func stratum(of group: Int, _ size: UInt8, _ predicates: UInt64) -> Int? {
        var stratum = groups[group].first.next
        while stratum != Self.none {
            if strata[Int(stratum)].size == size, strata[Int(stratum)].predicates == predicates { return Int(stratum) }
            stratum = strata[Int(stratum)].next
        }
        return nil
    }

    private mutating func addStratum(to group: Int, _ size: UInt8, _ predicates: UInt64) -> Int {
        let number: UInt32
        if let last = freeStrata.popLast() {
            number = last
            strata[Int(number)].size = size
            strata[Int(number)].predicates = predicates
        } else {
            number = UInt32(strata.count)
            strata.append(Stratum(size: size, predicates: predicates))
        }
        strata[Int(number)].next = groups[group].first.next
        groups[group].first.next = number
        return Int(number)
    }
}
