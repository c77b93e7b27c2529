/// The open tickets of a mode by what keeps them apart.
///
/// A group is those who could be matched as far as pivot (a region, or a text that they ask for) and shared values go; a
/// ticket is in the group of each of its pivots. Within a group each stratum, which is tickets of one size of whom the same
/// predicates are true, has its rows in the order of the index. So a search sees few tickets that can't fit, and of each
/// kind that it may need the best ones.
struct TicketIndex: Sendable {
    struct Key: Sendable, Hashable {
        var pivot: UInt32
        var shared: UInt64

        /// `shared` is mixed already.
        var hash: UInt32 {
            var hash = QuickHash(seed: shared)
            hash.mix(UInt64(pivot))
            return UInt32(truncatingIfNeeded: hash.value)
        }
    }

    struct Stratum: Sendable {
        var size: UInt8
        var predicates: UInt64
        /// The next one of the group.
        var next = TicketIndex.none
        var runs = SortedRuns()
    }

    struct Group: Sendable {
        var key: Key
        var players = 0
        /// The first stratum stands in the group itself: most groups have no other.
        var first = Stratum(size: 0, predicates: 0)
        /// All its rows by age, where tickets may be in several groups.
        var ages = AgeLine()
    }

    static let none = UInt32.max
    /// In so many groups a ticket is at most; those of the best of its regions.
    static let mostGroups = 32

    private let pivot: ModePlan.Pivot
    private let shared: [FeatureLayout.Place]
    private let order: ModePlan.Order
    private let stratifying: UInt64
    private(set) var groups: [Group] = []
    private(set) var strata: [Stratum] = []
    private var numbers = NumberTable()
    private var free: [UInt32] = []
    private var freeStrata: [UInt32] = []
    /// Everybody is in one group, which stays.
    private let hasOneGroup: Bool
    /// Used anew for each ticket.
    private var pivots: [UInt32] = []

    init(_ plan: ModePlan) {
        pivot = plan.pivot
        shared = plan.shared
        order = plan.order
        stratifying = plan.strata
        hasOneGroup = pivot == .none && shared.isEmpty
        if hasOneGroup { groups.append(Group(key: Key(pivot: 0, shared: 0))) }
    }

    /// Where the row stands in the order of each of its groups.
    func item(_ row: UInt32, in store: borrowing TicketStore) -> SortedRuns.Item {
        SortedRuns.Item(key: store.rows[Int(row)].key, row: row)
    }

    private func key(_ row: UInt32, in store: borrowing TicketStore) -> Double {
        switch order {
        case .age: Double(store.rows[Int(row)].enqueuedAt)
        case .number(let feature, _): store.number(feature, of: row)
        }
    }

    /// Puts a row into its groups. It may be in none: then nobody can be matched with it.
    mutating func insert(_ row: UInt32, into store: inout TicketStore) {
        store[row].key = key(row, in: store)
        let item = item(row, in: store)
        let size = store.rows[Int(row)].size
        let predicates = store.rows[Int(row)].predicates & stratifying
        findPivots(of: row, in: store)
        let shared = hasOneGroup ? 0 : sharedValues(of: row, in: store)
        for place in pivots.indices {
            let group = Int(hasOneGroup ? 0 : group(Key(pivot: pivots[place], shared: shared)))
            store.addGroup(UInt32(group), to: row)
            groups[group].players += Int(size)
            if pivot != .none { groups[group].ages.add(row, store) }
            if groups[group].first.size == size, groups[group].first.predicates == predicates {
                groups[group].first.runs.insert(item)
            } else if groups[group].first.size == 0 {
                groups[group].first.size = size
                groups[group].first.predicates = predicates
                groups[group].first.runs.insert(item)
            } else {
                strata[stratum(of: group, size, predicates) ?? addStratum(to: group, size, predicates)].runs.insert(
                    item)
            }
        }
    }

    /// Takes a row out of its groups.
    mutating func remove(_ row: UInt32, of store: borrowing TicketStore) {
        let item = item(row, in: store)
        let size = store.rows[Int(row)].size
        let predicates = store.rows[Int(row)].predicates & stratifying
        for place in 0..<Int(store.rows[Int(row)].groups) {
            let group = Int(store.group(place, of: row))
            groups[group].players -= Int(size)
            if pivot != .none { groups[group].ages.remove(row, store) }
            if groups[group].first.size == size, groups[group].first.predicates == predicates {
                groups[group].first.runs.remove(item)
            } else if let stratum = stratum(of: group, size, predicates) {
                strata[stratum].runs.remove(item)
            }
            if groups[group].players == 0, !hasOneGroup { close(group) }
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

    /// Nobody is in the group any more. Its strata keep their storage for others.
    private mutating func close(_ group: Int) {
        numbers.remove(UInt32(group), groups[group].key.hash)
        var stratum = groups[group].first.next
        while stratum != Self.none {
            freeStrata.append(stratum)
            stratum = strata[Int(stratum)].next
        }
        groups[group].first.next = Self.none
        groups[group].first.size = 0
        free.append(UInt32(group))
    }

    private mutating func group(_ key: Key) -> UInt32 {
        let hash = key.hash
        if let number = numbers.number(hash, where: { groups[Int($0)].key == key }) { return number }
        let number: UInt32
        if let last = free.popLast() {
            number = last
            groups[Int(number)].key = key
        } else {
            number = UInt32(groups.count)
            groups.append(Group(key: key))
        }
        numbers.insert(number, hash)
        return number
    }

    private func sharedValues(of row: UInt32, in store: borrowing TicketStore) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for place in shared {
            hash = (hash ^ store.first(place, of: row)) &* 0x0000_0100_0000_01b3
            hash ^= hash >> 29
        }
        return hash
    }

    private mutating func findPivots(of row: UInt32, in store: borrowing TicketStore) {
        pivots.removeAll(keepingCapacity: true)
        switch pivot {
        case .none: pivots.append(0)
        case .region(let aggregation, let maxLatency):
            for index in 0..<Int(store.rows[Int(row)].regions) {
                let region = store.region(index, of: row)
                guard let latency = store.latency(in: region, aggregation, of: row), latency <= maxLatency else {
                    continue
                }
                pivots.append(region)
                if pivots.count == Self.mostGroups { break }
            }
        case .text(let place):
            for text in store.lists[UInt32(store.first(place, of: row))] where !pivots.contains(text) {
                pivots.append(text)
                if pivots.count == Self.mostGroups { break }
            }
        }
    }
}
