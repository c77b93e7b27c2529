import Contracts
import RuleSetsCore

/// The tickets of one mode as numbers: what its rules look at, and nothing else.
///
/// A row is a ticket. All that is kept of it beside the row stands together in one block of 64-bit words:
///
/// ```
/// values of the ticket │ values of each player │ regions: number, worst latency, one latency an aggregation │ groups
/// ```
///
/// Numbers are bit patterns, texts and lists stand by their interned number, as `FeatureLayout` says. Regions are those that
/// all players of the ticket have measured, the one with the least of the worst latencies first.
struct TicketStore: Sendable {
    struct Row: Sendable {
        /// Milliseconds since 1970.
        var enqueuedAt: Int64 = 0
        /// Which predicates of the plan are true of it.
        var predicates: UInt64 = 0
        /// Where it stands in the order of the index.
        var key = 0.0
        /// In the table of all tickets.
        var ticket: UInt32 = 0
        /// Where its block begins.
        var block: UInt32 = 0
        /// The first of its groups in the index; the others stand in the block.
        var firstGroup: UInt32 = 0
        var regions: UInt16 = 0
        /// The stage at which it will be looked at next; 0 when at none.
        var nextStage: UInt16 = 0
        /// In how many groups of the index it is, and for how many beyond the first there is room.
        var groups: UInt8 = 0
        var groupRoom: UInt8 = 0
        /// How many players.
        var size: UInt8 = 0
        /// The line in which it waits for that; 0 when in none.
        var line: UInt8 = 0
        /// Rises when the row is taken and when it is let go, so that what remembers a row sees that it is another ticket's. Even while the row is some ticket's.
        var generation: UInt32 = 0
        /// It came with an age of its own among too many to tell them: it is looked at again and again.
        var looksAgain = false
        /// It is in a match that was found and not yet asked for.
        var isSpokenFor = false
        /// At every stage its own players may play together.
        var isFit = true
    }

    /// One key of a map with its number; maps have them in the order of the keys' texts.
    struct MapEntry: Sendable, QuickHashable {
        var key: UInt32
        var number: Double

        func quickHash(seed: UInt64) -> UInt64 {
            var hash = QuickHash(seed: seed)
            hash.mix(UInt64(key))
            hash.mix(TicketStore.word(number))
            return hash.value
        }
    }

    let layout: FeatureLayout
    /// Words of a region.
    let regionStride: Int
    private(set) var rows: [Row] = []
    private(set) var words = Arena<UInt64>()
    private(set) var texts: Interner<String>
    private(set) var lists = Interner<[UInt32]>()
    private(set) var regions = Interner<String>()
    private(set) var maps = Interner<[MapEntry]>()
    private var free: [UInt32] = []
    /// Used anew for each ticket.
    private var measured: [Measured] = []
    private var brought = BroughtValues()

    /// - Parameter texts: those that rules name.
    init(_ layout: FeatureLayout, texts: Interner<String>) {
        self.layout = layout
        self.texts = texts
        regionStride = 2 + layout.latencyAggregations.count
    }

    subscript(row: UInt32) -> Row {
        get { rows[Int(row)] }
        set { rows[Int(row)] = newValue }
    }

    // MARK: Taking in

    /// A row for a ticket; `nil` when some player lacks an attribute that is declared without a default, so that the rule
    /// set allows no match.
    mutating func add(_ entry: SearchEntry, ticket: UInt32, mode: ModeName, plan: ModePlan) -> UInt32? {
        guard brought.read(entry, mode, plan) else { return nil }
        measure(entry)
        var row = Row()
        row.enqueuedAt = entry.enqueuedAt.milliseconds
        row.ticket = ticket
        row.size = UInt8(entry.players.count)
        row.regions = UInt16(measured.count)
        row.groupRoom = UInt8(groupRoom(measured.count, plan))
        row.block = words.allocate(blockSize(of: row), filler: 0)
        fill(row, entry)
        fillRegions(row, entry)
        let number: UInt32
        if let last = free.popLast() {
            number = last
            row.generation = rows[Int(number)].generation &+ 1
            rows[Int(number)] = row
        } else {
            number = UInt32(rows.count)
            rows.append(row)
        }
        return number
    }

    private func blockSize(of row: Row) -> Int {
        layout.words(of: Int(row.size)) + Int(row.regions) * regionStride + Int(row.groupRoom)
    }

    private func groupRoom(_ regions: Int, _ plan: ModePlan) -> Int {
        switch plan.pivot {
        case .none: 0
        case .region: max(0, min(regions, TicketIndex.mostGroups) - 1)
        case .text: TicketIndex.mostGroups - 1
        }
    }

    private mutating func fill(_ row: Row, _ entry: SearchEntry) {
        let size = entry.players.count
        var place = Int(row.block)
        for feature in layout.ticketFeatures {
            switch feature.kind {
            case .number(let aggregation):
                if size == 1 {
                    words[place] = Self.word(brought[0, feature.attribute]?.number ?? 0)
                } else {
                    let numbers = (0..<size).compactMap { brought[$0, feature.attribute]?.number }
                    words[place] = Self.word(aggregation.of(numbers))
                }
            case .list(let aggregation):
                let lists = (0..<size).compactMap { brought[$0, feature.attribute]?.stringList }
                words[place] = UInt64(hold(aggregation.of(lists)))
            case .own, .playerID: break
            }
            place += 1
        }
        for player in 0..<size {
            for feature in layout.playerFeatures {
                if feature.kind == .playerID {
                    words[place] = UInt64(texts.hold(entry.players[player].playerID.rawValue))
                } else if let value = brought[player, feature.attribute] {
                    words[place] = hold(value)
                }
                place += 1
            }
        }
    }

    /// Both zeros are the same word, as they are the same number.
    static func word(_ number: Double) -> UInt64 { number == 0 ? 0 : number.bitPattern }

    private mutating func hold(_ value: AttributeValue) -> UInt64 {
        switch value {
        case .number(let number): return Self.word(number)
        case .string(let text): return UInt64(texts.hold(text))
        case .stringList(let list): return UInt64(hold(list))
        case .stringNumberMap(let map):
            var entries: [MapEntry] = []
            for (key, number) in map.sorted(by: { $0.key < $1.key }) {
                entries.append(MapEntry(key: texts.hold(key), number: number))
            }
            let (number, isNew) = maps.holdNew(entries)
            if !isNew { for entry in entries { texts.release(entry.key) } }
            return UInt64(number)
        }
    }

    /// A list holds its texts once, however many hold the list.
    private mutating func hold(_ list: [String]) -> UInt32 {
        let numbers = list.map { texts.hold($0) }
        let (number, isNew) = lists.holdNew(numbers)
        if !isNew { for number in numbers { texts.release(number) } }
        return number
    }

    /// Finds the regions that all players have measured.
    private mutating func measure(_ entry: SearchEntry) {
        measured.removeAll(keepingCapacity: true)
        for (region, latency) in entry.players[0].latencies where measured.count < Int(UInt16.max) {
            var worst = latency
            var isShared = latency.isFinite
            for player in entry.players.indices.dropFirst() {
                guard let other = entry.players[player].latencies[region], other.isFinite else {
                    isShared = false
                    break
                }
                worst = max(worst, other)
            }
            if isShared { measured.append(Measured(worst: worst, region: regions.hold(region))) }
        }
        // A dictionary has no order that could be relied on.
        var measured = measured
        self.measured = []
        sortByLatency(&measured)
        self.measured = measured
    }

    private mutating func fillRegions(_ row: Row, _ entry: SearchEntry) {
        var place = Int(row.block) + layout.words(of: Int(row.size))
        for index in measured.indices {
            let region = measured[index].region
            words[place] = UInt64(region)
            words[place + 1] = measured[index].worst.bitPattern
            for (index, aggregation) in layout.latencyAggregations.enumerated() {
                var latency = words[place + 1]
                if entry.players.count > 1 {
                    let name = regions[region]
                    latency = aggregation.of(entry.players.compactMap { $0.latencies[name] }).bitPattern
                }
                words[place + 2 + index] = latency
            }
            place += regionStride
        }
    }

    // MARK: Letting go

    mutating func remove(_ number: UInt32) {
        let row = rows[Int(number)]
        var place = Int(row.block)
        for feature in layout.ticketFeatures {
            release(words[place], feature)
            place += 1
        }
        for _ in 0..<Int(row.size) {
            for feature in layout.playerFeatures {
                release(words[place], feature)
                place += 1
            }
        }
        for _ in 0..<Int(row.regions) {
            regions.release(UInt32(words[place]))
            place += regionStride
        }
        words.release(row.block, blockSize(of: row))
        rows[Int(number)].generation &+= 1
        free.append(number)
    }

    private mutating func release(_ word: UInt64, _ feature: FeatureLayout.Feature) {
        switch feature.type {
        case .number: break
        case .text: texts.release(UInt32(word))
        case .list:
            let elements = lists[UInt32(word)]
            if lists.release(UInt32(word)) { for element in elements { texts.release(element) } }
        case .map:
            let entries = maps[UInt32(word)]
            if maps.release(UInt32(word)) { for entry in entries { texts.release(entry.key) } }
        }
    }

    // MARK: Groups

    mutating func addGroup(_ group: UInt32, to row: UInt32) {
        let groups = Int(rows[Int(row)].groups)
        if groups == 0 {
            rows[Int(row)].firstGroup = group
        } else {
            words[otherGroups(row) + groups - 1] = UInt64(group)
        }
        rows[Int(row)].groups += 1
    }

    /// The group of the index in which a row is, of several the one at a place.
    func group(_ index: Int, of row: UInt32) -> UInt32 {
        index == 0 ? rows[Int(row)].firstGroup : UInt32(words[otherGroups(row) + index - 1])
    }

    private func otherGroups(_ row: UInt32) -> Int {
        firstRegion(rows[Int(row)]) + Int(rows[Int(row)].regions) * regionStride
    }
}
