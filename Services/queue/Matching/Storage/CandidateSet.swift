/// A set of candidates of one search, by their places in its list: a bit each.
struct CandidateSet: Sendable, Hashable {
    /// So many candidates at most.
    static let capacity = 256

    private var words: SIMD4<UInt64> = .zero

    static let empty = CandidateSet()

    /// The first so many.
    static func first(_ count: Int) -> CandidateSet {
        var set = CandidateSet()
        for word in 0..<4 {
            let bits = min(64, max(0, count - word * 64))
            set.words[word] = bits == 64 ? .max : (1 << UInt64(bits)) - 1
        }
        return set
    }

    mutating func insert(_ index: Int) { words[index >> 6] |= 1 << UInt64(index & 63) }
    mutating func remove(_ index: Int) { words[index >> 6] &= ~(1 << UInt64(index & 63)) }
    func contains(_ index: Int) -> Bool { words[index >> 6] & (1 << UInt64(index & 63)) != 0 }

    mutating func formIntersection(_ other: CandidateSet) { words &= other.words }
    func intersection(_ other: CandidateSet) -> CandidateSet {
        var set = self
        set.words &= other.words
        return set
    }
    func subtracting(_ other: CandidateSet) -> CandidateSet {
        var set = self
        set.words &= ~other.words
        return set
    }

    var isEmpty: Bool { words == .zero }

    var count: Int {
        var count = 0
        for word in 0..<4 { count += words[word].nonzeroBitCount }
        return count
    }

    /// The first one at or after a place; `nil` when there is none.
    func first(from index: Int) -> Int? {
        guard index < Self.capacity else { return nil }
        var word = index >> 6
        var bits = words[word] & (UInt64.max << UInt64(index & 63))
        while bits == 0 {
            word += 1
            guard word < 4 else { return nil }
            bits = words[word]
        }
        return word << 6 + bits.trailingZeroBitCount
    }
}
