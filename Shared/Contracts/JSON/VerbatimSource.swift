import FoundationEssentials

/// The text that a decoder reads, for those values that want their part of it as it is.
struct VerbatimSource: Sendable {
    let json: Data

    /// The text of the value at a path of member names and places; `nil` when there is none.
    func text(at path: [any CodingKey]) -> String? {
        json.withUnsafeBytes { bytes in
            var range = 0..<bytes.count
            for key in path {
                guard let inner = Self.step(UnsafeRawBufferPointer(rebasing: bytes[range]), to: key) else { return nil }
                range = range.lowerBound + inner.lowerBound..<range.lowerBound + inner.upperBound
            }
            return String(validating: bytes[range], as: UTF8.self)
        }
    }

    /// The range of one element or member. Of equal names the first counts, as it does for Foundation.
    private static func step(_ bytes: UnsafeRawBufferPointer, to key: any CodingKey) -> Range<Int>? {
        var scanner = JSONScanner(bytes: bytes)
        if scanner.skip(UInt8(ascii: "{")) {
            repeat {
                guard let name = scanner.string(), scanner.skip(UInt8(ascii: ":")), let range = scanner.value() else {
                    return nil
                }
                if Self.name(bytes[name], is: key.stringValue) { return range }
            } while scanner.skip(UInt8(ascii: ","))
        } else if let place = key.intValue, scanner.skip(UInt8(ascii: "[")) {
            var index = 0
            while let range = scanner.value() {
                if index == place { return range }
                index += 1
                guard scanner.skip(UInt8(ascii: ",")) else { return nil }
            }
        }
        return nil
    }

    /// - Parameter quoted: a string with its quotes.
    private static func name(_ quoted: Slice<UnsafeRawBufferPointer>, is name: String) -> Bool {
        let inner = quoted.dropFirst().dropLast()
        guard inner.contains(UInt8(ascii: "\\")) else { return inner.elementsEqual(name.utf8) }
        let text = Data(quoted)
        do { return try JSONDecoder().decode(String.self, from: text) == name } catch { return false }  // no string
    }
}
