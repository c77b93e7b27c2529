/// An identifier made by a shard's owner: a letter for its kind, the shard as two hexadecimal digits, then 100 random bits
/// in lower-case base 32 (`m0a` + 20 characters).
public protocol ShardedIdentifier: Identifier {
    static var prefix: String { get }
}

extension ShardedIdentifier {
    public init(shard: Shard, using generator: inout some RandomNumberGenerator) {
        self.init(rawValue: Self.prefix + shard.hexadecimal + RandomText.base32(length: 20, using: &generator))
    }

    /// The shard that made it; `nil` when the text was never made by one (somebody guessed).
    public var shard: Shard? {
        let text = rawValue.utf8
        guard text.count == 23, rawValue.hasPrefix(Self.prefix),
            let number = Int(rawValue.dropFirst(Self.prefix.utf8.count).prefix(2), radix: 16)
        else { return nil }
        return Shard(number)
    }
}

/// Random text for identifiers; the generator is an argument, so that cores stay deterministic for a seed.
public enum RandomText {
    private static let alphabet = Array("abcdefghjkmnpqrstvwxyz0123456789".utf8)

    /// `length` characters of five random bits each.
    public static func base32(length: Int, using generator: inout some RandomNumberGenerator) -> String {
        var bits = UInt64(0)
        var available = 0
        return String(unsafeUninitializedCapacity: length) { buffer in
            for index in 0..<length {
                if available < 5 {
                    bits = generator.next()
                    available = 60
                }
                buffer[index] = alphabet[Int(bits & 31)]
                bits >>= 5
                available -= 5
            }
            return length
        }
    }
}
