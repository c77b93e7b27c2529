/// The text form of a one-dimensional array: `{a,"b c",NULL}`, as in the manual's "Array Input and Output Syntax".
enum PostgresArrayText {
    static func encode(_ elements: [PostgresParameter]) -> String {
        var out: [UInt8] = [UInt8(ascii: "{")]
        for (index, element) in elements.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            guard let bytes = element.bytes else {
                out.append(contentsOf: "NULL".utf8)
                continue
            }
            out.append(UInt8(ascii: "\""))
            if element.isBinary {
                // A backslash is itself escaped inside the quotes.
                out.append(contentsOf: #"\\x"#.utf8)
                out.append(contentsOf: Hexadecimal.encode(bytes))
            } else {
                for byte in bytes where byte != 0 {
                    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { out.append(UInt8(ascii: "\\")) }
                    out.append(byte)
                }
            }
            out.append(UInt8(ascii: "\""))
        }
        out.append(UInt8(ascii: "}"))
        return String(decoding: out, as: UTF8.self)
    }

    /// The elements, nil for NULL; nil as a whole when the text is no one-dimensional array.
    static func decode(_ text: [UInt8]) -> [[UInt8]?]? {
        var bytes = text[...]
        guard bytes.popFirst() == UInt8(ascii: "{") else { return nil }
        var elements: [[UInt8]?] = []
        if bytes.first == UInt8(ascii: "}") { return bytes.count == 1 ? [] : nil }
        while let first = bytes.first {
            var element: [UInt8] = []
            var isNull = false
            if first == UInt8(ascii: "\"") {
                bytes.removeFirst()
                guard takeQuoted(&bytes, into: &element) else { return nil }
            } else {
                guard first != UInt8(ascii: "{") else { return nil }
                while let byte = bytes.first, byte != UInt8(ascii: ","), byte != UInt8(ascii: "}") {
                    element.append(byte)
                    bytes.removeFirst()
                }
                isNull = element.elementsEqual("NULL".utf8)
            }
            elements.append(isNull ? nil : element)
            switch bytes.popFirst() {
            case UInt8(ascii: ","): continue
            case UInt8(ascii: "}"): return bytes.isEmpty ? elements : nil
            default: return nil
            }
        }
        return nil
    }

    /// Takes everything up to the closing quote and the quote itself; false when there is none.
    private static func takeQuoted(_ bytes: inout ArraySlice<UInt8>, into element: inout [UInt8]) -> Bool {
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"):
                guard let escaped = bytes.popFirst() else { return false }
                element.append(escaped)
            default: element.append(byte)
            }
        }
        return false
    }
}
