import FoundationEssentials

/// Texts that take the place of strings that stand in for them, once an encoder has written the rest.
///
/// The strings hold 100 random bits, so that nothing that anybody sends can be taken for one.
///
/// `@unchecked Sendable`: lives within one call of ``VerbatimJSON/encode(_:formatting:)``, which is synchronous.
final class VerbatimSplices: @unchecked Sendable {
    private var texts: [String] = []
    private var mark = ""

    /// A string to be written instead of the text.
    func placeholder(for text: String) -> String {
        if texts.isEmpty {
            var generator = SystemRandomNumberGenerator()
            mark = RandomText.base32(length: 20, using: &generator)
        }
        texts.append(text)
        return "\(mark).\(texts.count - 1)"
    }

    /// The encoder's text with all the texts in their places.
    func fill(_ json: Data) -> Data {
        if texts.isEmpty { return json }
        let opening = Array(("\"" + mark + ".").utf8)
        var filled = Data(capacity: json.count + texts.reduce(0) { $0 + $1.utf8.count })
        json.withUnsafeBytes { bytes in
            var copied = 0
            var position = 0
            while let quote = bytes[position...].firstIndex(of: UInt8(ascii: "\"")) {
                position = quote + 1
                guard bytes[quote...].starts(with: opening) else { continue }
                filled.append(contentsOf: bytes[copied..<quote])
                position = quote + opening.count
                var index = 0
                while bytes[position] != UInt8(ascii: "\"") {
                    index = index * 10 + Int(bytes[position] - UInt8(ascii: "0"))
                    position += 1
                }
                position += 1
                copied = position
                filled.append(contentsOf: texts[index].utf8)
            }
            filled.append(contentsOf: bytes[copied...])
        }
        return filled
    }
}
