/// What some sizes can add up to, up to 255: a bit for each sum.
struct SumSet: Sendable, Hashable {
    private var words: SIMD4<UInt64>

    /// Of no sizes: 0.
    init() { words = SIMD4(1, 0, 0, 0) }

    /// The same with one more size, which may be taken or left.
    func with(_ size: Int) -> SumSet {
        var set = self
        let skipped = size >> 6
        let bits = UInt64(size & 63)
        for word in stride(from: 3, through: skipped, by: -1) {
            var moved = words[word - skipped] << bits
            if bits > 0, word > skipped { moved |= words[word - skipped - 1] >> (64 - bits) }
            set.words[word] |= moved
        }
        return set
    }

    /// Whether some sum lies within bounds.
    func has(from least: Int, to most: Int) -> Bool {
        let least = max(0, least)
        let most = min(255, most)
        guard least <= most else { return false }
        for word in (least >> 6)...(most >> 6) {
            var wanted = UInt64.max
            if word == least >> 6 { wanted &= .max << UInt64(least & 63) }
            if word == most >> 6 { wanted &= .max >> UInt64(63 - (most & 63)) }
            if words[word] & wanted != 0 { return true }
        }
        return false
    }
}
