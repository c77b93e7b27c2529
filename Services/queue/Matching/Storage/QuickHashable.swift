/// What is looked up often enough for a hash of its own: fast, and hard to collide for whoever doesn't know the seed.
protocol QuickHashable: Hashable {
    func quickHash(seed: UInt64) -> UInt64
}

/// Mixes words into a hash: each multiplies what is there, and both halves of the product stay. After Wang Yi's wyhash (2019).
struct QuickHash {
    private(set) var value: UInt64

    init(seed: UInt64) { value = seed ^ 0xa076_1d64_78bd_642f }

    @inline(__always)
    mutating func mix(_ word: UInt64) {
        let product = (value ^ word).multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
        value = product.high ^ product.low &+ 0x9e37_79b9_7f4a_7c15
    }
}

extension String: QuickHashable {
    var quickHash: UInt64 { quickHash(seed: 0) }

    func quickHash(seed: UInt64) -> UInt64 {
        // Texts beyond ASCII may be equal though their bytes differ: Swift's own hash knows which.
        utf8.withContiguousStorageIfAvailable { Self.hash(UnsafeRawBufferPointer($0), seed) }.flatMap { $0 }
            ?? UInt64(truncatingIfNeeded: hashValue)
    }

    /// `nil` when it isn't all ASCII.
    private static func hash(_ bytes: UnsafeRawBufferPointer, _ seed: UInt64) -> UInt64? {
        var hash = QuickHash(seed: seed &+ UInt64(bytes.count))
        var all: UInt64 = 0
        var index = 0
        while index + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            all |= word
            hash.mix(word)
            index += 8
        }
        var rest: UInt64 = 0
        while index < bytes.count {
            rest = rest << 8 | UInt64(bytes[index])
            index += 1
        }
        hash.mix(rest)
        hash.mix(seed)
        return (all | rest) & 0x8080_8080_8080_8080 == 0 ? hash.value : nil
    }
}

extension Array: QuickHashable where Element: QuickHashable {
    func quickHash(seed: UInt64) -> UInt64 {
        var hash = QuickHash(seed: seed &+ UInt64(count))
        for element in self { hash.mix(element.quickHash(seed: seed)) }
        return hash.value
    }
}

extension UInt32: QuickHashable {
    func quickHash(seed: UInt64) -> UInt64 {
        var hash = QuickHash(seed: seed)
        hash.mix(UInt64(self))
        return hash.value
    }
}
