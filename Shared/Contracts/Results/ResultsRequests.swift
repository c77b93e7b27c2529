/// A request that results answers.
public protocol ResultsRequest: ServiceRequest {}
extension ResultsRequest { public static var service: ServiceName { .results } }

/// B7: how a match ended, from the server that holds it. The same report again is success. Refused: `forbidden`,
/// `notFound`, `conflict` (a differing report, or abandoned), `invalid`, `unavailable` (unknown here, and the queue can't
/// be asked).
public struct ReportMatch: ResultsRequest {
    public typealias Reply = Outcome<Done>
    public static let name = "results.match.report.v1"

    public struct Placement: Codable, Sendable, Hashable {
        public var nickname: String
        /// 1 is best; equal numbers are ties. With scores, what they make of it: see ``place(by:)``.
        public var placement: Int
        /// Higher is better, equal numbers are ties. All players have one, or none.
        public var score: Double?
        /// Left of his own accord before the end.
        public var quit: Bool?
        /// Lost, and not back before the end.
        public var disconnected: Bool?

        public init(
            nickname: String, placement: Int, score: Double? = nil, quit: Bool? = nil, disconnected: Bool? = nil
        ) {
            self.nickname = nickname
            self.placement = placement
            self.score = score
            self.quit = quit
            self.disconnected = disconnected
        }

        /// The placement of each score: one more than there are higher ones, so that after two firsts comes a third.
        public static func place(by scores: [Double]) -> [Int] {
            let falling = scores.sorted(by: >)
            var places: [Double: Int] = [:]
            for (index, score) in falling.enumerated() where places[score] == nil { places[score] = index + 1 }
            return scores.map { places[$0] ?? falling.count }
        }
    }

    public var serverUser: PlayerID
    public var matchID: MatchID
    public var outcome: [Placement]
    /// Whatever else the server tells, JSON text as it came; at most 16 KiB.
    public var custom: String?

    public init(serverUser: PlayerID, matchID: MatchID, outcome: [Placement], custom: String?) {
        self.serverUser = serverUser
        self.matchID = matchID
        self.outcome = outcome
        self.custom = custom
    }
}

/// A match as it stands. Refused: `notFound`, also for somebody who may not see it.
public struct GetMatch: ResultsRequest {
    public typealias Reply = Outcome<MatchRecord>
    public static let name = "results.match.get.v1"
    public var matchID: MatchID
    /// Who asks: a player of it, its server user, or an operator.
    public var caller: PlayerID
    public var callerIsOperator: Bool

    public init(matchID: MatchID, caller: PlayerID, callerIsOperator: Bool) {
        self.matchID = matchID
        self.caller = caller
        self.callerIsOperator = callerIsOperator
    }
}
