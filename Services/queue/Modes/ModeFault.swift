/// One thing that is wrong with a mode file.
public struct ModeFault: Sendable, Hashable, CustomStringConvertible {
    /// JSON path of what is wrong, such as `$.ruleSet.teams[0].minPlayers`; `$` is the file itself.
    public var path: String
    public var message: String

    public init(_ path: String, _ message: String) {
        self.path = path
        self.message = message
    }

    public var description: String { "\(path): \(message)" }
}

/// Why mode files can't be used: everything that is wrong with them, in the order of reading.
public struct ModeFaults: Error, Sendable, Hashable, CustomStringConvertible {
    public var faults: [ModeFault]

    public init(_ faults: [ModeFault]) { self.faults = faults }

    public var description: String { faults.map(\.description).joined(separator: "; ") }
}
