/// The open tickets of a mode by what keeps them apart.
///
/// A group is those who could be matched as far as pivot (a region, or a text that they ask for) and shared values go; a
/// ticket is in the group of each of its pivots. Few stand together in the order of the index. When they are many, each
/// stratum, which is tickets of one size of whom the same predicates are true, has its rows in that order. So a search sees
/// few tickets that can't fit, and of each kind that it may need the best ones.
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
        var count = 0
        /// All rows while they are few; else the first stratum, which stands in the group itself.
        var first = Stratum(size: 0, predicates: 0)
        var isDivided = false
        /// All its rows by age, where they are divided and tickets may be in several groups: the place among the lines.
        var line = TicketIndex.none
    }

    static let none = UInt32.max
    /// In so many groups a ticket is at most; those of the best of its regions.
    static let mostGroups = 32
    /// So many stand together at most, and so few again.
    static let mostTogether = 48
    static let fewTogether = 12

    let pivot: ModePlan.Pivot
    private let shared: [FeatureLayout.Place]
    private let order: ModePlan.Order
    let stratifying: UInt64
    /// Some stage asks whether a region is the best of a ticket's.
    private let knowsFastest: Bool
    var groups: [Group] = []
    var strata: [Stratum] = []
    var lines: [AgeLine] = []
    private var numbers = NumberTable()
    private var free: [UInt32] = []
    var freeStrata: [UInt32] = []
    var freeLines: [UInt32] = []
    /// Everybody is in one group, which stays.
    private let hasOneGroup: Bool
    /// Used anew for each ticket.
    private var pivots: [UInt32] = []
    private var latencies: [Double] = []

    init(_ plan: ModePlan) {
        pivot = plan.pivot
        shared = plan.shared
        order = plan.order
        stratifying = plan.strata
        knowsFastest = plan.stages.contains(where: \.onlyFastest)
        hasOneGroup = pivot == .none && shared.isEmpty
        if hasOneGroup { groups.append(Group(key: Key(pivot: 0, shared: 0))) }
    }

    /// The row as it stands in a group.
    func item(_ row: UInt32, in group: Int, _ store: borrowing TicketStore) -> SortedRuns.Item {
        let entry = store.rows[Int(row)]
        guard case .region(let aggregation, _) = pivot else {
            return SortedRuns.Item(
                key: entry.key, row: row, size: entry.size, isFit: entry.isFit, enqueuedAt: entry.enqueuedAt)
        }
        let region = groups[group].key.pivot
        return SortedRuns.Item(
            key: entry.key, row: row, size: entry.size, isFastest: knowsFastest && store.region(0, of: row) == region,
            isFit: entry.isFit,
            enqueuedAt: entry.enqueuedAt, latency: store.latency(in: region, aggregation, of: row) ?? .infinity)
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
        let size = store.rows[Int(row)].size
        findPivots(of: row, in: store)
        let shared = hasOneGroup ? 0 : sharedValues(of: row, in: store)
        for place in pivots.indices {
            let group = Int(hasOneGroup ? 0 : group(Key(pivot: pivots[place], shared: shared)))
            store.addGroup(UInt32(group), to: row)
            var item = SortedRuns.Item(
                key: store.rows[Int(row)].key, row: row, size: size, isFit: store.rows[Int(row)].isFit,
                enqueuedAt: store.rows[Int(row)].enqueuedAt)
            if pivot.isRegion {
                item.latency = latencies[place]
                item.isFastest = knowsFastest && pivots[place] == store.region(0, of: row)
            }
            groups[group].players += Int(size)
            groups[group].count += 1
            if groups[group].isDivided {
                if pivot != .none { lines[Int(groups[group].line)].add(row, store) }
                put(item, into: group, store)
            } else {
                groups[group].first.runs.insert(item)
                if groups[group].count > Self.mostTogether { divide(group, store) }
            }
        }
    }

    /// Takes a row out of its groups.
    mutating func remove(_ row: UInt32, of store: borrowing TicketStore) {
        let size = store.rows[Int(row)].size
        let item = SortedRuns.Item(key: store.rows[Int(row)].key, row: row, size: size)
        for place in 0..<Int(store.rows[Int(row)].groups) {
            let group = Int(store.group(place, of: row))
            groups[group].players -= Int(size)
            groups[group].count -= 1
            if groups[group].isDivided {
                if pivot != .none { lines[Int(groups[group].line)].remove(row, store) }
                take(item, from: group, store)
                if groups[group].count <= Self.fewTogether { join(group) }
            } else {
                groups[group].first.runs.remove(item)
            }
            if groups[group].count == 0, !hasOneGroup { close(group) }
        }
    }

    /// Nobody is in the group any more.
    private mutating func close(_ group: Int) {
        numbers.remove(UInt32(group), groups[group].key.hash)
        free.append(UInt32(group))
    }

    // MARK: Groups

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
        latencies.removeAll(keepingCapacity: true)
        switch pivot {
        case .none: pivots.append(0)
        case .region(let aggregation, let maxLatency):
            for index in 0..<Int(store.rows[Int(row)].regions) {
                let region = store.region(index, of: row)
                guard let latency = store.latency(in: region, aggregation, of: row), latency <= maxLatency else {
                    continue
                }
                pivots.append(region)
                latencies.append(latency)
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
