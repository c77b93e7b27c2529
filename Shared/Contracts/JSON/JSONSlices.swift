import FoundationEssentials

/// Cuts a JSON array or object into the texts of its elements without decoding them.
///
/// A message holds requests of many types: each is decoded by the one that knows its type. Only brackets, commas and strings
/// are looked at; whatever else is wrong with an element is found when that is decoded.
public enum JSONSlices {
    /// The elements of an array; nil when the text is none.
    public static func elements(of json: Data) -> [Data]? {
        json.withUnsafeBytes { bytes in
            var scanner = JSONScanner(bytes: bytes)
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
    public static func members(of json: Data) -> [String: Data]? {
        json.withUnsafeBytes { bytes in
            var scanner = JSONScanner(bytes: bytes)
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
}
