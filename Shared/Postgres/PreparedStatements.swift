/// Which statements one connection has prepared, by their text.
struct PreparedStatements {
    /// How a statement is to be run.
    enum Plan: Hashable {
        /// It is prepared under that name.
        case ready(String)
        /// Prepare it under that name first.
        case prepare(String)
        /// Run it without: the cache is full, so somebody builds texts out of values.
        case unprepared
    }

    /// More texts than this are no fixed set of statements.
    static let capacity = 500

    private var names: [String: String] = [:]
    /// Never used twice in one session: also what failed may have left a name behind.
    private(set) var nextNumber: Int

    init(startingAt number: Int = 1) { nextNumber = number }

    mutating func plan(for sql: String) -> Plan {
        if let name = names[sql] { return .ready(name) }
        guard names.count < Self.capacity else { return .unprepared }
        defer { nextNumber += 1 }
        return .prepare("s\(nextNumber)")
    }

    /// The server has prepared `sql`; of two in the same round trip the last one stays.
    mutating func remember(_ name: String, for sql: String) { names[sql] = name }
}
