import Contracts

/// What a run of bots and match servers does.
public struct LoadPlan: Sendable {
    /// Bots that look for matches of one mode.
    public struct Group: Sendable {
        public var mode: String
        public var bots: Int

        public init(mode: String, bots: Int) {
            self.mode = mode
            self.bots = bots
        }
    }

    /// `http://host:port`
    public var gateway: String
    /// Nil when match servers run already: then none is started.
    public var serverKey: String?
    public var groups: [Group]
    /// Match servers that are started, each a user of its own.
    public var servers = 1
    /// Matches that each of them plays at a time.
    public var slots = 8
    /// Bots stop asking for matches after this time …
    public var time = Duration.seconds(15)
    /// … or when this many matches are complete.
    public var matches: Int?
    /// How long matches under way may take after that; a bot that isn't done by then is stuck.
    public var drainLimit = Duration.seconds(20)

    public init(gateway: String, serverKey: String?, groups: [Group]) {
        self.gateway = gateway
        self.serverKey = serverKey
        self.groups = groups
    }

    public var bots: Int { groups.reduce(0) { $0 + $1.bots } }

    /// Spreads bots over the modes that ship: of twenty, eight duel, eight play in pairs and four everyone for himself.
    public static func mixed(bots: Int) -> [Group] {
        let brawl = bots / 20 * 4
        let duo = bots / 10 * 4
        return [
            Group(mode: "duel", bots: bots - brawl - duo), Group(mode: "duo", bots: duo),
            Group(mode: "brawl", bots: brawl),
        ].filter { $0.bots > 0 }
    }
}

/// How a run went.
public struct LoadOutcome: Sendable {
    /// From the first request for a match to the moment in which bots stopped asking.
    public var elapsed: Duration
    /// Bots that failed or were not done in time, and why.
    public var stuck: [String]
}
