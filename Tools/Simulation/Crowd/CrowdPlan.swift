/// What made players are like, and how they come.
public struct CrowdPlan: Sendable, Hashable {
    /// How often a ticket comes, from a moment on.
    public struct Rate: Sendable, Hashable {
        /// Seconds from the beginning.
        public var from: Double
        public var ticketsPerSecond: Double

        public init(from: Double, ticketsPerSecond: Double) {
            self.from = from
            self.ticketsPerSecond = ticketsPerSecond
        }
    }

    /// What players bring under an attribute's name.
    public enum Attribute: Sendable, Hashable {
        case number(Distribution)
        case text(Weighted<String>)
        /// A list of one.
        case texts(Weighted<String>)
    }

    /// By time; the first from 0 on. Tickets come by themselves: the times between them are exponential.
    public var rates: [Rate]
    /// For how long tickets come, in seconds.
    public var duration: Double
    public var skill: Distribution
    /// The attribute that holds the skill.
    public var skillAttribute: String
    public var partySizes: Weighted<Int>
    /// Where players live; empty when latency isn't measured. Each is the neighbour of the next, and the last that of the first.
    public var regions: Weighted<String>?
    /// How long a ticket searches on average before its players give up, in seconds; `nil` when they never do.
    public var patience: Double?
    public var attributes: [String: Attribute]

    public init(
        rates: [Rate], duration: Double, skill: Distribution, skillAttribute: String,
        partySizes: Weighted<Int>, regions: Weighted<String>? = nil, patience: Double? = nil,
        attributes: [String: Attribute] = [:]
    ) {
        self.rates = rates
        self.duration = duration
        self.skill = skill
        self.skillAttribute = skillAttribute
        self.partySizes = partySizes
        self.regions = regions
        self.patience = patience
        self.attributes = attributes
    }

    /// About how many tickets come.
    public var expectedTickets: Double {
        rates.indices.reduce(0) { sum, index in
            let until = index + 1 < rates.count ? min(rates[index + 1].from, duration) : duration
            return sum + max(0, until - rates[index].from) * rates[index].ticketsPerSecond
        }
    }
}
