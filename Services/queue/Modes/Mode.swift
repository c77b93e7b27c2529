import Contracts
import RuleSetsCore

/// One way to play, as its mode file says it.
public struct Mode: Sendable, Hashable {
    /// Where a match of the mode is played.
    public enum Placement: String, Sendable, Hashable, CaseIterable {
        /// On a match server that somebody offers.
        case server
        /// On a streaming host.
        case host
        /// On one of the players' machines.
        case peer
        /// Nowhere that Muster knows of.
        case none
    }

    public var name: ModeName
    /// Modes of one group may be asked for by one ticket; a group is one pool, on one shard.
    public var group: String
    /// Whether the players of a match found are asked before it is confirmed.
    public var acceptanceRequired: Bool
    /// How long they have to answer.
    public var acceptanceTimeout: Duration
    /// How long a ticket may search.
    public var requestTimeout: Duration
    public var placement: Placement
    /// Whether a match that is being played may be given more players.
    public var backfill: Bool
    public var ruleSet: RuleSet

    public init(
        name: ModeName, group: String = Self.defaultGroup, acceptanceRequired: Bool = true,
        acceptanceTimeout: Duration = .seconds(15), requestTimeout: Duration = .seconds(600),
        placement: Placement = .server, backfill: Bool = false, ruleSet: RuleSet
    ) {
        self.name = name
        self.group = group
        self.acceptanceRequired = acceptanceRequired
        self.acceptanceTimeout = acceptanceTimeout
        self.requestTimeout = requestTimeout
        self.placement = placement
        self.backfill = backfill
        self.ruleSet = ruleSet
    }

    public static let defaultGroup = "default"
}
