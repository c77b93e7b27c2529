import Contracts
import ModesCore
import RuleSetsCore

/// How large the simulated world is, and how bad.
public struct FaultPlan: Sendable {
    public var players = 12
    public var servers = 5
    /// Peers without a server, half of them on each shard; an even number on each, so that nobody is left over.
    public var peers = 8
    public var processes = 3
    /// How long things go wrong.
    public var mischief = Duration.seconds(60)
    /// How long everything may take to come right afterwards.
    public var recovery = Duration.seconds(900)
    public var defect: Defect?
    /// Keeps the last events as text, for people.
    public var tracing = true

    public init(defect: Defect? = nil) { self.defect = defect }

    /// Two groups on two shards: one with a mode of two, one of four in pairs, one of three without a ready check
    /// that fills its places by itself, and one of two that is played on no match server; the other with a mode of two.
    static let catalogue: ModeCatalogue = {
        func mode(
            _ name: String, _ group: String, _ teams: [RuleSet.Team], asks: Bool = true,
            placement: Mode.Placement = .server, backfill: Bool = false
        ) -> Mode {
            Mode(
                name: ModeName(name), group: group, acceptanceRequired: asks, requestTimeout: .seconds(120),
                placement: placement, backfill: backfill, ruleSet: RuleSet(teams: teams))
        }
        func team(_ name: String, _ players: Int, _ quantity: Int = 1) -> RuleSet.Team {
            RuleSet.Team(name: name, minPlayers: players, maxPlayers: players, quantity: quantity)
        }
        let modes = [
            mode("duel", "near", [team("red", 1), team("blue", 1)]),
            mode("duo", "near", [team("red", 2), team("blue", 2)]),
            mode("trio", "near", [team("fighter", 1, 3)], asks: false, backfill: true),
            mode("meet", "near", [team("friend", 1, 2)], placement: .none),
            mode("joust", "far", [team("red", 1), team("blue", 1)]),
        ]
        do {
            return try ModeCatalogue(game: "simulation", modes: modes)
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// Who never wants to play with whom.
    static let blocks: [PlayerID: Set<PlayerID>] = ["p00": ["p01", "p05"], "p03": ["p02"], "p04": ["p03"]]

    static var shards: [Shard] { Set(catalogue.modes.map { catalogue.shard(of: $0) }).sorted() }
}
