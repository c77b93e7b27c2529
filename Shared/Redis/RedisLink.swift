import CLinux
import CRedis
import Glibc

/// One connection of hiredis, without blocking.
///
/// Not `Sendable`: made, used and freed by one `RedisLoop`, on that loop's thread.
final class RedisLink {
    private let context: UnsafeMutablePointer<redisContext>
    /// True while hiredis holds bytes that the socket has not taken yet.
    private(set) var hasUnsent = false

    /// Looks the name up, which may block, and begins to connect.
    init(host: String, port: Int) throws(RedisError) {
        guard let context = redisConnectNonBlock(host, Int32(clamping: port)) else {
            throw RedisError(.unavailable, "hiredis has no memory for a connection")
        }
        self.context = context
        try check()
    }

    deinit { redisFree(context) }

    var descriptor: Int32 { context.pointee.fd }

    /// Whether the connection stands; throws when it was refused. Call it when the descriptor is writable.
    func finishConnecting() throws(RedisError) {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        guard code == 0 else { throw RedisError(.unavailable, String(cString: strerror(code))) }
    }

    /// Takes bytes of whole commands; `flush` sends them.
    func append(_ bytes: [UInt8]) throws(RedisError) {
        let code = bytes.withUnsafeBytes { raw in
            redisAppendFormattedCommand(context, raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count)
        }
        guard code == REDIS_OK else { throw failure }
        hasUnsent = true
    }

    /// Sends as much as the socket takes.
    func flush() throws(RedisError) {
        var done: Int32 = 0
        while hasUnsent {
            let before = sdslen(context.pointee.obuf)
            guard redisBufferWrite(context, &done) == REDIS_OK else { throw failure }
            if done != 0 { hasUnsent = false } else if sdslen(context.pointee.obuf) == before { return }
        }
    }

    /// Reads what has come and gives each whole answer to `take`, until that says false.
    func read(_ take: (RedisValue) -> Bool) throws(RedisError) {
        guard redisBufferRead(context) == REDIS_OK else { throw failure }
        while true {
            var pointer: UnsafeMutableRawPointer?
            guard redisGetReplyFromReader(context, &pointer) == REDIS_OK else { throw failure }
            guard let pointer else { return }
            defer { freeReplyObject(pointer) }
            guard take(RedisValue(UnsafePointer(pointer.assumingMemoryBound(to: redisReply.self)))) else { return }
        }
    }

    private func check() throws(RedisError) {
        if context.pointee.err != 0 { throw failure }
    }

    /// What hiredis says is wrong.
    private var failure: RedisError {
        let message = withUnsafeBytes(of: context.pointee.errstr) { raw in
            String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
        }
        return RedisError(.unavailable, message.isEmpty ? "the connection was lost" : message)
    }
}
