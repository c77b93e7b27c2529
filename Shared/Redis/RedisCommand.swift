/// A command in the form in which it goes over the wire: an array of byte strings (RESP 2).
struct RedisCommand: Sendable, Hashable {
    let bytes: [UInt8]

    init(_ words: [any RedisArgument]) {
        var bytes: [UInt8] = []
        bytes.append(UInt8(ascii: "*"))
        Self.append(words.count, to: &bytes)
        for word in words {
            let content = word.redisBytes
            bytes.append(UInt8(ascii: "$"))
            Self.append(content.count, to: &bytes)
            bytes.append(contentsOf: content)
            bytes.append(contentsOf: [13, 10])
        }
        self.bytes = bytes
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(number).utf8)
        bytes.append(contentsOf: [13, 10])
    }
}
