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
        var firstStratum = TicketIndex.none
        var players = 0
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
    private var numbers: [Key: UInt32] = [:]
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
        switch order {
        case .age: SortedRuns.Item(key: Double(store[row].enqueuedAt), row: row)
        case .number(let feature, _): SortedRuns.Item(key: store.number(feature, of: row), row: row)
        }
    }

    /// Puts a row into its groups. It may be in none: then nobody can be matched with it.
    mutating func insert(_ row: UInt32, into store: inout TicketStore) {
        let item = item(row, in: store)
        let size = store[row].size
        let predicates = store[row].predicates & stratifying
        findPivots(of: row, in: store)
        let shared = hasOneGroup ? 0 : sharedValues(of: row, in: store)
        for place in pivots.indices {
            let group = hasOneGroup ? 0 : group(Key(pivot: pivots[place], shared: shared))
            store.addGroup(group, to: row)
            groups[Int(group)].players += Int(size)
            var stratum = stratum(of: group, size, predicates)
            if stratum == Self.none { stratum = addStratum(to: group, size, predicates) }
            strata[Int(stratum)].runs.insert(item)
        }
    }

    /// Takes a row out of its groups.
    mutating func remove(_ row: UInt32, of store: borrowing TicketStore) {
        let item = item(row, in: store)
        let size = store[row].size
        let predicates = store[row].predicates & stratifying
        for place in 0..<Int(store[row].groups) {
            let group = store.group(place, of: row)
            groups[Int(group)].players -= Int(size)
            let stratum = stratum(of: group, size, predicates)
            if stratum != Self.none { strata[Int(stratum)].runs.remove(item) }
            if groups[Int(group)].players == 0, !hasOneGroup { close(group) }
        }
    }

    private func stratum(of group: UInt32, _ size: UInt8, _ predicates: UInt64) -> UInt32 {
        var stratum = groups[Int(group)].firstStratum
        while stratum != Self.none,
            strata[Int(stratum)].size != size || strata[Int(stratum)].predicates != predicates
        {
            stratum = strata[Int(stratum)].next
        }
        return stratum
    }

    private mutating func addStratum(to group: UInt32, _ size: UInt8, _ predicates: UInt64) -> UInt32 {
        let number: UInt32
        if let last = freeStrata.popLast() {
            number = last
            strata[Int(number)].size = size
            strata[Int(number)].predicates = predicates
        } else {
            number = UInt32(strata.count)
            strata.append(Stratum(size: size, predicates: predicates))
        }
        strata[Int(number)].next = groups[Int(group)].firstStratum
        groups[Int(group)].firstStratum = number
        return number
    }

    /// Nobody is in the group any more. Its strata keep their storage for others.
    private mutating func close(_ group: UInt32) {
        numbers[groups[Int(group)].key] = nil
        var stratum = groups[Int(group)].firstStratum
        while stratum != Self.none {
            freeStrata.append(stratum)
            stratum = strata[Int(stratum)].next
        }
        free.append(group)
    }

    private mutating func group(_ key: Key) -> UInt32 {
        if let number = numbers[key] { return number }
        let number: UInt32
        if let last = free.popLast() {
            number = last
            groups[Int(number)] = Group(key: key)
        } else {
            number = UInt32(groups.count)
            groups.append(Group(key: key))
        }
        numbers[key] = number
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
            for index in 0..<Int(store[row].regions) {
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
