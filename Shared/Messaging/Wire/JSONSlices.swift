import FoundationEssentials

/// Cuts a JSON array or object into the texts of its elements without decoding them.
///
/// A message holds requests of many types: each is decoded by the one that knows its type. Only brackets, commas and strings
/// are looked at; whatever else is wrong with an element is found when that is decoded.
enum JSONSlices {
    /// The elements of an array; nil when the text is none.
    static func elements(of json: Data) -> [Data]? {
        json.withUnsafeBytes { bytes in
            var scanner = Scanner(bytes: bytes)
            guard scanner.skip(UInt8(ascii: "[")) else { return nil }
            var elements: [Data] = []
            if scanner.skip(UInt8(ascii: "]")) { return scanner.isAtEnd ? elements : nil }
            repeat {
                guard let range = scanner.value() else { return nil }
                elements.append(Data(bytes[range]))
            } while scanner.skip(UInt8(ascii: ","))
            return scanner.skip(UInt8(ascii: "]")) && scanner.isAtEnd ? elements : nil
        }
    }

    /// The members of an object by name, of equal names the last; nil when the text is none. Names with escapes are left out:
    /// ours have none.
    static func members(of json: Data) -> [String: Data]? {
        json.withUnsafeBytes { bytes in
            var scanner = Scanner(bytes: bytes)
            guard scanner.skip(UInt8(ascii: "{")) else { return nil }
            var members: [String: Data] = [:]
            if scanner.skip(UInt8(ascii: "}")) { return scanner.isAtEnd ? members : nil }
            repeat {
                guard let name = scanner.string(), scanner.skip(UInt8(ascii: ":")), let range = scanner.value() else {
                    return nil
                }
                let inner = bytes[(name.lowerBound + 1)..<(name.upperBound - 1)]
                if !inner.contains(UInt8(ascii: "\\")) {
                    members[String(decoding: inner, as: UTF8.self)] = Data(bytes[range])
                }
            } while scanner.skip(UInt8(ascii: ","))
            return scanner.skip(UInt8(ascii: "}")) && scanner.isAtEnd ? members : nil
        }
    }

    private struct Scanner {
        let bytes: UnsafeRawBufferPointer
        var position = 0

        init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        /// True when nothing but white space is left.
        var isAtEnd: Bool {
            mutating get {
                skipSpace()
                return position == bytes.count
            }
        }

        /// Steps over the byte, and white space before it, if it comes next.
        mutating func skip(_ byte: UInt8) -> Bool {
            skipSpace()
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }

        /// The range of the string that comes next, with its quotes.
        mutating func string() -> Range<Int>? {
            skipSpace()
            let start = position
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
            position += 1
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "\\"): position += 2
                case UInt8(ascii: "\""):
                    position += 1
                    return start..<position
                default: position += 1
                }
            }
            return nil
        }

        /// The range of the value that comes next, whatever it is.
        mutating func value() -> Range<Int>? {
            skipSpace()
            let start = position
            var depth = 0
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "\""):
                    guard string() != nil else { return nil }
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    position += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return start < position ? start..<position : nil }
                    depth -= 1
                    position += 1
                case UInt8(ascii: ","):
                    if depth == 0 { return start < position ? start..<position : nil }
                    position += 1
                default:
                    position += 1
                }
            }
            return depth == 0 && start < position ? start..<position : nil
        }

        private mutating func skipSpace() {
            while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
        }
    }
}
