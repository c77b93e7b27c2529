/// Writes bytes with an alphabet of 16, 32 or 64 characters, the most significant bits first (RFC 4648).
struct BitAlphabet: Sendable {
    private let characters: [UInt8]
    /// The value of each byte, 255 for those that aren't in the alphabet.
    private let values: [UInt8]
    /// How many bits a character stands for.
    private let width: Int
    /// How many characters hold a whole number of bytes; 0 without padding. Only base64 is padded here.
    private let group: Int

    init(_ alphabet: String, padded: Bool) {
        characters = Array(alphabet.utf8)
        precondition([16, 32, 64].contains(characters.count) && (!padded || characters.count == 64))
        width = characters.count.trailingZeroBitCount
        group = padded ? 4 : 0
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in characters.enumerated() { values[Int(character)] = UInt8(value) }
        self.values = values
    }

    func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 8 + width - 1) / width + group)
        var pending: UInt32 = 0
        var bits = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= width {
                bits -= width
                text.append(characters[Int(pending >> UInt32(bits)) & (characters.count - 1)])
            }
            pending &= 1 << UInt32(bits) - 1
        }
        if bits > 0 { text.append(characters[Int(pending << UInt32(width - bits)) & (characters.count - 1)]) }
        while group > 0, text.count % group != 0 { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: String) -> [UInt8]? {
        var text = Array(text.utf8)
        if group > 0 {
            guard text.count % group == 0 else { return nil }
            // At most two: a group of one character would not hold a byte.
            let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
            text.removeLast(padding)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * width / 8)
        var pending: UInt32 = 0
        var bits = 0
        for character in text {
            let value = values[Int(character)]
            guard value != 255 else { return nil }
            pending = pending << UInt32(width) | UInt32(value)
            bits += width
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
                pending &= 1 << UInt32(bits) - 1
            }
        }
        // Left over are fewer bits than a character has, all zero: else another text would mean the same bytes.
        return bits < width && pending == 0 ? bytes : nil
    }
}
