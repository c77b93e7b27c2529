extension String {
    /// A hash for choosing a slot or a bit, the same in every process. Whoever wants two texts to have the same can make such;
    /// nothing may become slow by that.
    var quickHash: UInt64 {
        var text = self
        return text.withUTF8 { bytes in
            // FNV-1a.
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            hash ^= hash >> 32
            return hash &* 0x9e37_79b9_7f4a_7c15 ^ hash >> 29
        }
    }
}
