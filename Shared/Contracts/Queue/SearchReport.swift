/// Why a player's ticket isn't matched yet. Refused: `notFound` for a player who has no ticket, or for whom a match was found.
public struct ExplainSearch: ShardCommand {
    public typealias Reply = Outcome<SearchReport>
    public static let name = "queue.ticket.explain.v1"
    public var commandID: CommandID
    public var playerID: PlayerID

    public init(commandID: CommandID, playerID: PlayerID) {
        self.commandID = commandID
        self.playerID = playerID
    }
}

/// What keeps a ticket from being matched, and what would have it matched.
public struct SearchReport: Codable, Sendable, Hashable {
    /// One of the ticket's modes.
    public struct Mode: Codable, Sendable, Hashable {
        public var mode: ModeName
        /// True: no server was free for a match of it, and the ticket isn't matched here until one is. The rest is empty then.
        public var waitsForServer: Bool
        /// How many other tickets search here, and how many of them nothing keeps from the ticket.
        public var others: Int
        public var possible: Int
        /// For the smallest match, when all who are possible play.
        public var missingPlayers: Int
        public var exclusions: [Exclusion]
        /// Rules that judge only whole matches.
        public var wholeMatchRules: [String]

        public init(
            mode: ModeName, waitsForServer: Bool = false, others: Int = 0, possible: Int = 0, missingPlayers: Int = 0,
            exclusions: [Exclusion] = [], wholeMatchRules: [String] = []
        ) {
            self.mode = mode
            self.waitsForServer = waitsForServer
            self.others = others
            self.possible = possible
            self.missingPlayers = missingPlayers
            self.exclusions = exclusions
            self.wholeMatchRules = wholeMatchRules
        }
    }

    /// Something that keeps others from the ticket, seen of two tickets by themselves.
    public struct Exclusion: Codable, Sendable, Hashable {
        /// `rule`, `teamSizes` or `blocks`.
        public var condition: String
        /// The rule's name.
        public var rule: String?
        /// How many others it excludes, and how many of them nothing else does.
        public var excluded: Int
        public var excludedAlone: Int
        /// By how much the rule's number would have to be wider for the nearest whom it alone excludes.
        public var nearestMiss: Double?
        /// Soonest first.
        public var widens: [Widening]

        public init(
            condition: String, rule: String? = nil, excluded: Int, excludedAlone: Int, nearestMiss: Double? = nil,
            widens: [Widening] = []
        ) {
            self.condition = condition
            self.rule = rule
            self.excluded = excluded
            self.excludedAlone = excludedAlone
            self.nearestMiss = nearestMiss
            self.widens = widens
        }
    }

    /// A step of an expansion that is still to come.
    public struct Widening: Codable, Sendable, Hashable {
        public var inSeconds: Double
        /// Of the rule, as the mode file has it.
        public var property: String
        public var value: JSONValue

        public init(inSeconds: Double, property: String, value: JSONValue) {
            self.inSeconds = inSeconds
            self.property = property
            self.value = value
        }
    }

    /// Something that would have the ticket matched, all else being as it is.
    public struct Remedy: Codable, Sendable, Hashable {
        /// `wait`, `number`, `text`, `latency` or `players`.
        public var change: String
        /// In which the ticket is matched then.
        public var mode: ModeName
        /// With `wait`.
        public var seconds: Double?
        /// Of what players bring: with `number` and `text`, and with `players` where those that come are to bring another text.
        public var attribute: String?
        /// With `number`: how much more, or less when negative.
        public var by: Double?
        /// The text, with `attribute`.
        public var text: String?
        /// With `latency`: how much less.
        public var milliseconds: Double?
        /// With `players`: how many more like the ticket's first.
        public var players: Int?

        public init(
            change: String, mode: ModeName, seconds: Double? = nil, attribute: String? = nil, by: Double? = nil,
            text: String? = nil, milliseconds: Double? = nil, players: Int? = nil
        ) {
            self.change = change
            self.mode = mode
            self.seconds = seconds
            self.attribute = attribute
            self.by = by
            self.text = text
            self.milliseconds = milliseconds
            self.players = players
        }
    }

    public var ticketID: TicketID
    public var enqueuedAt: Timestamp
    public var explainedAt: Timestamp
    /// Those in which it can be matched at all, by name.
    public var modes: [Mode]
    public var remedies: [Remedy]

    public init(
        ticketID: TicketID, enqueuedAt: Timestamp, explainedAt: Timestamp, modes: [Mode], remedies: [Remedy]
    ) {
        self.ticketID = ticketID
        self.enqueuedAt = enqueuedAt
        self.explainedAt = explainedAt
        self.modes = modes
        self.remedies = remedies
    }
}
