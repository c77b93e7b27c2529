/// The query of a request's target: items in order, decoded, repeats kept.
public struct HTTPQuery: Sendable, Hashable {
    public struct Item: Sendable, Hashable {
        public let name: String
        public let value: String
    }

    public let items: [Item]

    /// Reads `a=1&b=x+y`; an item that can't be decoded is kept as it was sent.
    public init(_ text: Substring) {
        items = text.split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0]
            let value = parts.count > 1 ? parts[1] : ""
            return Item(
                name: PercentCoding.decode(name, plusIsSpace: true) ?? String(name),
                value: PercentCoding.decode(value, plusIsSpace: true) ?? String(value))
        }
    }

    /// The first value of a name; nil when the name isn't there, empty when it has no value.
    public subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    public func values(of name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }
}
