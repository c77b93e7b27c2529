/// Reads the fields of a head, and checks that its lines follow one another as RFC 9112 has it.
///
/// libmicrohttpd 0.9.75 takes lines that end in a bare LF, continuation lines, embedded NULs and several spaces. Its
/// strings are pointers into the bytes as they came, where it has overwritten each colon by one NUL and each line end,
/// byte for byte, by NULs:
/// ```
///  G E T 0 / x 0 H T T P / 1 . 1 0 0 H o s t 0 _ a 0 0 0 0
///  ▲method ▲url  ▲version            ▲name       ▲value  └ CRLF of the field, CRLF of the empty line
/// ```
/// So a head is well-formed exactly if each string begins where the one before it ends plus what must stand between
/// them. Only addresses are compared, and bytes inside the strings that it gave read.
struct FieldReader {
    private(set) var fields = HTTPFields()
    private let method: UnsafePointer<CChar>
    /// Where the next line must begin.
    private var cursor: UnsafePointer<CChar>
    private var isBroken: Bool

    init(
        method: UnsafePointer<CChar>, url: UnsafePointer<CChar>, version: UnsafePointer<CChar>, targetLength: Int
    ) {
        self.method = method
        let methodName = String(cString: method)
        isBroken =
            method + methodName.utf8.count + 1 != url || url + targetLength + 1 != version
            || !methodName.utf8.allSatisfy(Self.isTokenByte) || methodName.isEmpty
        cursor = version + String(cString: version).utf8.count + 2
    }

    mutating func take(
        _ name: UnsafePointer<CChar>, _ nameLength: Int, _ value: UnsafePointer<CChar>?, _ valueLength: Int
    ) {
        let nameBytes = Self.bytes(name, nameLength)
        let valueBytes = Self.bytes(value, valueLength)
        let start = value ?? name + nameLength + 1
        let afterColon = name + nameLength + 1
        isBroken =
            isBroken || name != cursor || nameLength == 0 || !nameBytes.allSatisfy(Self.isTokenByte)
            || start < afterColon
            || !Self.bytes(afterColon, max(0, start - afterColon)).allSatisfy { $0 == 0x20 || $0 == 0x09 }
            || !valueBytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
        cursor = start + valueLength + 2
        let text = String(decoding: valueBytes, as: UTF8.self)
        fields.append(String(decoding: nameBytes, as: UTF8.self), String(HTTPFields.trim(text[...])))
    }

    /// - Parameter size: of the whole head with its empty line.
    func isWellFormed(size: Int) -> Bool { !isBroken && cursor + 2 == method + size }

    private static func bytes(_ start: UnsafePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: UnsafeRawPointer(start)?.assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// RFC 9110, section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e...0x60, 0x7c, 0x7e: true
        default: false
        }
    }
}
