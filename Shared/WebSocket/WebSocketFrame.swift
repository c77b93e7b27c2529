/// One frame on its way out (RFC 6455, section 5.2).
public struct WebSocketFrame: Sendable, Hashable {
    public enum Opcode: UInt8, Sendable {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10

        var isControl: Bool { rawValue >= 8 }
    }

    public var opcode: Opcode
    public var payload: [UInt8]
    /// The last frame of its message.
    public var isFinal: Bool

    public init(_ opcode: Opcode, _ payload: [UInt8] = [], isFinal: Bool = true) {
        self.opcode = opcode
        self.payload = payload
        self.isFinal = isFinal
    }

    /// A close frame. A reason is cut to the 123 bytes that fit, at a character; `none` gives neither code nor reason.
    public static func close(_ code: WebSocketCloseCode, _ reason: String = "") -> WebSocketFrame {
        guard code != .none else { return WebSocketFrame(.close) }
        var payload = [UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xff)]
        for character in reason {
            guard payload.count + character.utf8.count <= 125 else { break }
            payload += character.utf8
        }
        return WebSocketFrame(.close, payload)
    }

    /// The bytes on the wire.
    ///
    /// - Parameter mask: the masking key, four bytes, of a client; a server masks nothing.
    public func encoded(mask: [UInt8]? = nil) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + 14)
        bytes.append((isFinal ? 0x80 : 0) | opcode.rawValue)
        let masked: UInt8 = mask == nil ? 0 : 0x80
        switch payload.count {
        case ..<126:
            bytes.append(masked | UInt8(payload.count))
        case ..<65536:
            bytes += [masked | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xff)]
        default:
            bytes.append(masked | 127)
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(payload.count >> shift & 0xff)) }
        }
        guard let mask else { return bytes + payload }
        precondition(mask.count == 4, "a masking key has four bytes")
        bytes += mask
        for (index, byte) in payload.enumerated() { bytes.append(byte ^ mask[index & 3]) }
        return bytes
    }
}
