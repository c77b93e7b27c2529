/// Takes words out of the unframed text of the game's client: half words wait for their rest, merged ones come one by one.
///
/// Nothing ends a word there. A number of less than five digits may grow when more arrives, so it counts once something else
/// follows, or nothing has come for a while.
struct TextReader: Sendable {
    enum Word: Sendable, Hashable {
        /// `MMSTART,<region>|<port>`
        case start(region: String, port: UInt16)
        /// Milliseconds.
        case number(Double)
        case success
    }

    enum Finding: Sendable, Hashable {
        case word(Word)
        /// There is no whole word.
        case nothing
        /// There is one, unless it grows.
        case perhaps
        /// No client says this.
        case garbage
    }

    /// Clients send a few dozen bytes in all.
    static let mostBytes = 256

    private var bytes: [UInt8] = []

    mutating func append(_ new: [UInt8]) { bytes += new.prefix(Self.mostBytes + 1) }

    /// - Parameters:
    ///   - greeting: the client hasn't said yet what it wants.
    ///   - settled: nothing has come for a while.
    mutating func next(greeting: Bool, settled: Bool) -> Finding {
        bytes.removeFirst(bytes.prefix { Self.separators.contains($0) }.count)
        guard bytes.count <= Self.mostBytes else { return .garbage }
        guard let first = bytes.first else { return .nothing }
        if greeting { return start(settled: settled) }
        return first == Self.success[0] ? word(Self.success, .success) : number(settled: settled)
    }

    private static let separators: Set<UInt8> = [0x00, 0x0a, 0x0d, 0x1f, 0x20]
    private static let opening = [UInt8]("MMSTART,".utf8)
    private static let success = [UInt8]("SUCCESS".utf8)
    private static let bar = UInt8(ascii: "|")
    private static let longestRegion = 32
    private static let longestNumber = 12

    private mutating func word(_ text: [UInt8], _ word: Word) -> Finding {
        guard bytes.starts(with: text.prefix(bytes.count)) else { return .garbage }
        guard bytes.count >= text.count else { return .nothing }
        bytes.removeFirst(text.count)
        return .word(word)
    }

    private mutating func start(settled: Bool) -> Finding {
        guard bytes.starts(with: Self.opening.prefix(bytes.count)) else { return .garbage }
        let rest = bytes.dropFirst(Self.opening.count)
        guard let bar = rest.firstIndex(of: Self.bar) else {
            let isName = rest.count <= Self.longestRegion && rest.allSatisfy { (32..<127).contains($0) }
            return isName ? .nothing : .garbage
        }
        guard let region = LobbyRegion.named(String(decoding: rest[..<bar], as: UTF8.self)) else { return .garbage }
        let digits = bytes[(bar + 1)...].prefix(5) { Self.isDigit($0) }
        let isAtEnd = digits.endIndex == bytes.endIndex
        guard !digits.isEmpty else { return isAtEnd ? .nothing : .garbage }
        if isAtEnd, digits.count < 5, !settled { return .perhaps }
        guard let port = UInt16(String(decoding: digits, as: UTF8.self)), port > 0 else { return .garbage }
        bytes.removeFirst(digits.endIndex)
        return .word(.start(region: region, port: port))
    }

    private mutating func number(settled: Bool) -> Finding {
        let minus = bytes.first == UInt8(ascii: "-") ? 1 : 0
        let digits = bytes.dropFirst(minus).prefix(Self.longestNumber) { Self.isDigit($0) || $0 == UInt8(ascii: ".") }
        let isAtEnd = digits.endIndex == bytes.endIndex
        guard !digits.isEmpty else { return isAtEnd && minus == 1 ? .nothing : .garbage }
        guard digits.count < Self.longestNumber else { return .garbage }
        // More than four digits are too many milliseconds, whatever follows.
        if isAtEnd, digits.count < 5, !settled { return .perhaps }
        guard let value = Double(String(decoding: bytes[..<digits.endIndex], as: UTF8.self)) else { return .garbage }
        bytes.removeFirst(digits.endIndex)
        return .word(.number(value))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}

extension ArraySlice<UInt8> {
    /// The longest beginning of such bytes, of at most `limit`.
    fileprivate func prefix(_ limit: Int, while isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        prefix(limit).prefix(while: isWanted)
    }
}
