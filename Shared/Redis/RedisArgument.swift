/// What can be a word of a command: texts, numbers, bytes.
public protocol RedisArgument {
    /// The bytes that are sent.
    var redisBytes: [UInt8] { get }
}

extension String: RedisArgument {
    public var redisBytes: [UInt8] { Array(utf8) }
}

extension Int: RedisArgument {
    public var redisBytes: [UInt8] { Array(String(self).utf8) }
}

extension Int64: RedisArgument {
    public var redisBytes: [UInt8] { Array(String(self).utf8) }
}

extension Double: RedisArgument {
    public var redisBytes: [UInt8] { Array(description.utf8) }
}

extension [UInt8]: RedisArgument {
    public var redisBytes: [UInt8] { self }
}

extension RedisArgument where Self: RawRepresentable, RawValue: RedisArgument {
    /// The bytes of the raw value.
    public var redisBytes: [UInt8] { rawValue.redisBytes }
}
