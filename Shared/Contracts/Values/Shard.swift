/// One of the queue's shards. Their number is fixed for the life of an installation.
public struct Shard: Codable, Sendable, Hashable, Comparable, CustomStringConvertible {
    /// How many there are.
    public static let count = 16
    /// All, in order.
    public static let all = (0..<count).compactMap { Shard($0) }

    public let number: Int

    /// `nil` outside `0..<count`.
    public init?(_ number: Int) {
        guard (0..<Self.count).contains(number) else { return nil }
        self.number = number
    }

    /// The shard of a pool of players: FNV-1a (64 bit) over the game, the modes' group and, where pools are kept apart by
    /// it, the home region. Fixed for life: tickets are stored under it.
    public init(game: String, group: String, homeRegion: String? = nil) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in [game, group, homeRegion ?? ""].joined(separator: "\u{1f}").utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        number = Int(hash % UInt64(Self.count))
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let number = try container.decode(Int.self)
        guard let shard = Shard(number) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no shard \(number)")
        }
        self = shard
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }

    public var description: String { String(number) }
    public static func < (left: Shard, right: Shard) -> Bool { left.number < right.number }

    /// Two lower-case hexadecimal digits.
    var hexadecimal: String { (number < 16 ? "0" : "") + String(number, radix: 16) }
}
