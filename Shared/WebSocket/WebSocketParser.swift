/// Reads frames and puts messages together (RFC 6455, sections 5 and 7): bytes in, events out, no input or output of
/// its own.
public struct WebSocketParser: Sendable {
    public enum Event: Sendable, Hashable {
        case message(WebSocketMessage)
        case ping([UInt8])
        case pong([UInt8])
        /// `none` when the other side gave no code. Nothing that follows is looked at.
        case close(WebSocketCloseCode, String)
    }

    /// Which end of the connection reads here: a server's clients mask, a client's server doesn't.
    public enum Role: Sendable {
        case server
        case client
    }

    private struct Header {
        var opcode: WebSocketFrame.Opcode
        var isFinal: Bool
        var length: Int
        var mask: (UInt8, UInt8, UInt8, UInt8)?
    }

    private let role: Role
    private let maximumMessageBytes: Int
    private var buffer: [UInt8] = []
    private var start = 0
    private var header: Header?
    /// The message under way: its kind, and what has come of it.
    private var fragmented: WebSocketFrame.Opcode?
    private var message: [UInt8] = []
    private var finished = false

    public init(role: Role, maximumMessageBytes: Int) {
        self.role = role
        self.maximumMessageBytes = maximumMessageBytes
    }

    public mutating func feed(_ bytes: [UInt8]) {
        guard !finished else { return }
        if start > 0 {
            buffer.removeSubrange(..<start)
            start = 0
        }
        buffer += bytes
    }

    /// The next event; nil until there are more bytes. Throws `violation` with the code to close by; no events come
    /// after that.
    public mutating func next() throws(WebSocketError) -> Event? {
        do {
            while !finished {
                if header == nil { header = try readHeader() }
                guard let header, buffer.count - start >= header.length else { return nil }
                self.header = nil
                let payload = takePayload(header)
                if let event = try take(header, payload) { return event }
            }
            return nil
        } catch {
            finished = true
            throw error
        }
    }

    // MARK: Frames

    private mutating func readHeader() throws(WebSocketError) -> Header? {
        let available = buffer.count - start
        guard available >= 2 else { return nil }
        let first = buffer[start]
        let second = buffer[start + 1]
        guard first & 0x70 == 0 else { throw .violation(.protocolError, "a reserved bit is set") }
        guard let opcode = WebSocketFrame.Opcode(rawValue: first & 0x0f) else {
            throw .violation(.protocolError, "unknown opcode \(first & 0x0f)")
        }
        let isMasked = second & 0x80 != 0
        guard isMasked == (role == .server) else {
            throw .violation(.protocolError, isMasked ? "a server's frame is masked" : "a client's frame isn't masked")
        }
        let isFinal = first & 0x80 != 0
        let short = Int(second & 0x7f)
        if opcode.isControl, !isFinal || short > 125 {
            throw .violation(.protocolError, "a control frame is fragmented or longer than 125 bytes")
        }
        let lengthBytes = short == 127 ? 8 : short == 126 ? 2 : 0
        let size = 2 + lengthBytes + (isMasked ? 4 : 0)
        // The limit is known before the mask has come, and before any byte of the payload.
        guard available >= 2 + lengthBytes else { return nil }
        var length: UInt64 = lengthBytes == 0 ? UInt64(short) : 0
        for index in 0..<lengthBytes { length = length << 8 | UInt64(buffer[start + 2 + index]) }
        if lengthBytes == 2 && length < 126 || lengthBytes == 8 && length < 65536 {
            throw .violation(.protocolError, "a length isn't written in the shortest way")
        }
        guard length <= UInt64(maximumMessageBytes - message.count) || opcode.isControl else {
            throw .violation(.messageTooBig, "a message is longer than \(maximumMessageBytes) bytes")
        }
        guard available >= size else { return nil }
        let at = start + 2 + lengthBytes
        start += size
        return Header(
            opcode: opcode, isFinal: isFinal, length: Int(length),
            mask: isMasked ? (buffer[at], buffer[at + 1], buffer[at + 2], buffer[at + 3]) : nil)
    }

    private mutating func takePayload(_ header: Header) -> [UInt8] {
        let slice = buffer[start..<start + header.length]
        start += header.length
        defer {
            if start == buffer.count {
                buffer = []
                start = 0
            }
        }
        guard let mask = header.mask else { return [UInt8](slice) }
        let key = [mask.0, mask.1, mask.2, mask.3]
        return [UInt8](unsafeUninitializedCapacity: header.length) { target, count in
            for (index, byte) in slice.enumerated() { target[index] = byte ^ key[index & 3] }
            count = header.length
        }
    }

    // MARK: Messages

    private mutating func take(_ header: Header, _ payload: [UInt8]) throws(WebSocketError) -> Event? {
        switch header.opcode {
        case .ping: return .ping(payload)
        case .pong: return .pong(payload)
        case .close:
            finished = true
            return try Self.close(payload)
        case .continuation:
            guard let kind = fragmented else { throw .violation(.protocolError, "a continuation of nothing") }
            message += payload
            guard header.isFinal else { return nil }
            fragmented = nil
            defer { message = [] }
            return .message(try Self.message(kind, message))
        case .text, .binary:
            guard fragmented == nil else { throw .violation(.protocolError, "a message inside another") }
            guard !header.isFinal else { return .message(try Self.message(header.opcode, payload)) }
            fragmented = header.opcode
            message = payload
            return nil
        }
    }

    private static func message(
        _ kind: WebSocketFrame.Opcode, _ bytes: [UInt8]
    ) throws(WebSocketError) -> WebSocketMessage {
        guard kind == .text else { return .binary(bytes) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .violation(.invalidData, "a text message isn't UTF-8")
        }
        return .text(text)
    }

    private static func close(_ payload: [UInt8]) throws(WebSocketError) -> Event {
        guard !payload.isEmpty else { return .close(.none, "") }
        guard payload.count >= 2 else { throw .violation(.protocolError, "a close code of one byte") }
        let code = WebSocketCloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
        guard code.isValidOnWire else { throw .violation(.protocolError, "close code \(code.rawValue)") }
        guard let reason = String(validating: payload[2...], as: UTF8.self) else {
            throw .violation(.invalidData, "a close reason isn't UTF-8")
        }
        return .close(code, reason)
    }
}
