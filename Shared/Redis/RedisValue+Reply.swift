import CRedis

extension RedisValue {
    /// Copies what hiredis has read; the reply itself stays hiredis's, and its owner frees it.
    init(_ reply: UnsafePointer<redisReply>) {
        switch reply.pointee.type {
        case REDIS_REPLY_INTEGER: self = .integer(Int64(reply.pointee.integer))
        case REDIS_REPLY_STRING: self = .bytes(Self.content(reply))
        case REDIS_REPLY_STATUS: self = .status(String(decoding: Self.content(reply), as: UTF8.self))
        case REDIS_REPLY_ERROR: self = .error(String(decoding: Self.content(reply), as: UTF8.self))
        case REDIS_REPLY_ARRAY:
            let elements = UnsafeBufferPointer(start: reply.pointee.element, count: reply.pointee.elements)
            self = .array(elements.map { $0.map { RedisValue($0) } ?? .null })
        default: self = .null
        }
    }

    private static func content(_ reply: UnsafePointer<redisReply>) -> [UInt8] {
        guard let start = UnsafeRawPointer(reply.pointee.str) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: reply.pointee.len))
    }
}
