import FoundationEssentials

/// Writes a JSON array out of texts that are JSON already.
enum JSONArray {
    static func of<Elements: Sequence>(
        _ elements: Elements, _ append: (Elements.Element, inout Data) -> Void
    ) -> Data {
        var json = Data("[".utf8)
        for (index, element) in elements.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            append(element, &json)
        }
        json.append(UInt8(ascii: "]"))
        return json
    }
}
