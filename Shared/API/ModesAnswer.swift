import Contracts

/// 200 of `GET /modes`.
public struct ModesAnswer: Codable, Sendable {
    public struct Mode: Codable, Sendable {
        public var mode: ModeName
        public var group: String
        public var teams: [ModeSummary.Team]
        public var playersWaiting: Int
        public var ticketsWaiting: Int?
        public var estimatedWaitSeconds: Double?
        public var estimatedWaitInterval: [Double]?
        public var estimatedWaits: [ModeSummary.Wait]?
        public var placement: String?
    }

    public var modes: [Mode]

    public init(_ modes: [ModeSummary]) {
        self.modes = modes.map {
            Mode(
                mode: $0.mode, group: $0.group, teams: $0.teams, playersWaiting: $0.playersWaiting,
                ticketsWaiting: $0.ticketsWaiting, estimatedWaitSeconds: $0.estimatedWaitSeconds,
                estimatedWaitInterval: $0.estimatedWaitInterval, estimatedWaits: $0.estimatedWaits,
                placement: $0.placement)
        }
    }
}
