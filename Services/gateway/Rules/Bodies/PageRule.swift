import Contracts

/// How many entries a page has (`?limit=`).
public enum PageRule {
    public static let usual = 20

    /// - Throws: `invalid` unless it is a whole number from 1 to `most`.
    public static func limit(_ text: String?, most: Int) throws(Refusal) -> Int {
        guard let text else { return min(usual, most) }
        guard let limit = Int(text), (1...most).contains(limit) else {
            var rule = BodyRule()
            rule.refuse("limit", "must be a whole number from 1 to \(most)")
            try rule.check()
            return usual
        }
        return limit
    }

    /// Whether a mode or a season may be called so.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }
}

extension GetLeaderboard {
    public static let pageLimit = 100

    /// - Parameters:
    ///   - query: the value of a name in the query.
    ///   - caller: who asks, for `around=me`.
    public init(mode: String, query: (String) -> String?, caller: PlayerID?) throws(Refusal) {
        guard PageRule.isName(mode) else { throw Refusal(.notFound, "no such mode") }
        if let season = query("season"), !PageRule.isName(season) { throw Refusal(.notFound, "no such season") }
        let limit = try PageRule.limit(query("limit"), most: Self.pageLimit)
        var rule = BodyRule()
        let around = query("around")
        if let around, around != "me" { rule.refuse("around", "must be me") }
        if around != nil, query("after") != nil { rule.refuse("after", "cannot stand beside around") }
        try rule.check()
        self.init(
            mode: ModeName(mode), season: query("season"), limit: limit, after: query("after"),
            around: around == nil ? nil : caller)
    }
}

extension ListMatches {
    public static let pageLimit = 50

    public init(query: (String) -> String?, playerID: PlayerID) throws(Refusal) {
        let limit = try PageRule.limit(query("limit"), most: Self.pageLimit)
        let before = query("before").map { MatchID($0) }
        var rule = BodyRule()
        if let before, before.shard == nil { rule.refuse("before", "is no match of yours") }
        try rule.check()
        self.init(playerID: playerID, limit: limit, before: before)
    }
}
