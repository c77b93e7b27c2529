/// One thing that is wrong with a file, or odd about it.
public struct JSONFault: Sendable, Hashable, CustomStringConvertible {
    /// JSON path of what is wrong, such as `$.ruleSet.teams[0].minPlayers`; `$` is the file itself.
    public var path: String
    public var message: String

    public init(_ path: String, _ message: String) {
        self.path = path
        self.message = message
    }

    public var description: String { "\(path): \(message)" }
}

/// Why a file can't be used: everything that is wrong with it, in the order of reading.
public struct JSONFaults: Error, Sendable, Hashable, CustomStringConvertible {
    public var faults: [JSONFault]

    public init(_ faults: [JSONFault]) { self.faults = faults }

    public var description: String { faults.map(\.description).joined(separator: "; ") }
}
