/// Rows in the order of a number, equals by row.
///
/// A list of short sorted blocks: finding a place takes logarithmic time, putting something in or taking it out moves one
/// block at most, and neighbours lie side by side in memory, which is what a search for the nearest wants. The first block
/// stands apart, since most groups of an index never need a second one.
struct SortedRuns: Sendable {
    /// A row with what a search asks of all it looks at, so that most rows need not be looked up.
    struct Item: Sendable, Comparable {
        let key: Double
        let row: UInt32
        /// How many players.
        var size: UInt8 = 0
        /// Where it stands by regions: this one is the best of the ticket's.
        var isFastest = false
        /// At every stage its own players may play together.
        var isFit = true
        /// Milliseconds since 1970.
        var enqueuedAt: Int64 = 0
        /// Where it stands by regions: the ticket's latency in this one.
        var latency = 0.0

        static func < (left: Item, right: Item) -> Bool {
            left.key < right.key || (left.key == right.key && left.row < right.row)
        }

        static func == (left: Item, right: Item) -> Bool { left.key == right.key && left.row == right.row }
    }

    /// Where an item is, or would be. Holds until something is put in or taken out.
    struct Place: Sendable, Hashable {
        var block: Int
        var index: Int
    }

    /// Blocks are split when they pass it.
    static let largestBlock = 128

    /// The first block, which has all items while they are few; empty only when all is.
    private(set) var head: [Item] = []
    /// The other blocks, of which none is empty.
    private var tail: [[Item]] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    /// All items in order.
    var items: [Item] { tail.reduce(head, +) }

    /// What is in it must not be put in again.
    mutating func insert(_ item: Item) {
        count += 1
        let place = lowerBound(item)
        // Past the end of everything: the last block takes it.
        let isLast = place.block > tail.count
        let block = isLast ? tail.count : place.block
        if block == 0 {
            let index = isLast ? head.count : place.index
            head.insert(item, at: index)
            if head.count > Self.largestBlock { tail.insert(Self.split(&head, isAppended: isLast), at: 0) }
        } else {
            let index = isLast ? tail[block - 1].count : place.index
            tail[block - 1].insert(item, at: index)
            guard tail[block - 1].count > Self.largestBlock else { return }
            let upper = Self.split(&tail[block - 1], isAppended: isLast)
            tail.insert(upper, at: block)
        }
    }

    /// Takes the upper part out of a block. What only grows at its end, as ages do, leaves full blocks behind.
    private static func split(_ block: inout [Item], isAppended: Bool) -> [Item] {
        let cut = isAppended ? largestBlock : block.count / 2
        let upper = Array(block[cut...])
        block.removeSubrange(cut...)
        return upper
    }

    mutating func removeAll() { self = SortedRuns() }

    /// False when it isn't there.
    @discardableResult
    mutating func remove(_ item: Item) -> Bool {
        let place = lowerBound(item)
        guard self[place] == item else { return false }
        count -= 1
        if place.block == 0 {
            head.remove(at: place.index)
            if head.count < Self.largestBlock / 8, let next = tail.first,
                head.count + next.count < Self.largestBlock / 2 || head.isEmpty
            {
                head += tail.removeFirst()
            }
            return true
        }
        let block = place.block - 1
        tail[block].remove(at: place.index)
        let left = tail[block].count
        if left == 0 {
            tail.remove(at: block)
        } else if left < Self.largestBlock / 8, block + 1 < tail.count,
            left + tail[block + 1].count < Self.largestBlock / 2
        {
            tail[block] += tail.remove(at: block + 1)
        }
        return true
    }

    /// The first place whose item is not before this one; past the end when all are.
    func lowerBound(_ item: Item) -> Place {
        guard let last = head.last else { return end }
        if !(last < item) { return Place(block: 0, index: Self.lowerBound(item, in: head)) }
        var low = 0
        var high = tail.count
        while low < high {
            let middle = (low + high) / 2
            if tail[middle][tail[middle].count - 1] < item { low = middle + 1 } else { high = middle }
        }
        guard low < tail.count else { return end }
        return Place(block: low + 1, index: Self.lowerBound(item, in: tail[low]))
    }

    private static func lowerBound(_ item: Item, in block: [Item]) -> Int {
        var low = 0
        var high = block.count
        while low < high {
            let middle = (low + high) / 2
            if block[middle] < item { low = middle + 1 } else { high = middle }
        }
        return low
    }

    var first: Place { head.isEmpty ? end : Place(block: 0, index: 0) }
    var end: Place { Place(block: tail.count + 1, index: 0) }

    /// `nil` past the end.
    subscript(place: Place) -> Item? {
        if place.block == 0 { return head[place.index] }
        return place.block <= tail.count ? tail[place.block - 1][place.index] : nil
    }

    /// - Parameter place: not past the end.
    func next(_ place: Place) -> Place {
        let size = place.block == 0 ? head.count : tail[place.block - 1].count
        return place.index + 1 < size
            ? Place(block: place.block, index: place.index + 1) : Place(block: place.block + 1, index: 0)
    }

    /// `nil` before the first.
    func previous(_ place: Place) -> Place? {
        if place.index > 0 { return Place(block: place.block, index: place.index - 1) }
        guard place.block > 0, !head.isEmpty else { return nil }
        let block = place.block - 1
        return Place(block: block, index: (block == 0 ? head.count : tail[block - 1].count) - 1)
    }
}
