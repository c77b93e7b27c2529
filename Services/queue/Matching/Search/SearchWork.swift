/// What a search around one ticket works with. Kept between searches for its storage.
struct SearchWork: Sendable {
    // MARK: Candidates, in the order in which they are tried

    var rows: [UInt32] = []
    var sizes: [Int] = []
    /// Sort keys of candidates, so many for each.
    var keys: [Double] = []
    /// For each class who may play in it.
    var eligible: [CandidateSet] = []
    /// For each number of players the tickets of so many.
    var ofSize: [CandidateSet] = []
    /// For each candidate with whom it may be; made when first needed.
    var compatible: [CandidateSet] = []
    var isCompatibleKnown = CandidateSet.empty

    // MARK: Choice

    struct Choice: Sendable {
        var row: UInt32
        var size: Int
        var sideClass: Int
    }

    var chosen: [Choice] = []
    /// For each class how many more players it may and must have.
    var rooms: [Int] = []
    var needs: [Int] = []
    /// For each depth and class who may still be chosen.
    var frames: [CandidateSet] = []
    var demands: [Demand] = []

    /// A demand on the players of a match or of one class.
    struct Demand: Sendable {
        var candidates: CandidateSet
        var predicate: UInt64
        var least: Int
        var most: Int
        /// `nil`: of all.
        var sideClass: Int?
        /// How many chosen players there may be, and are for certain, of whom it is true.
        var possible = 0
        var certain = 0
    }

    // MARK: Result

    var seating = SeatWork()
    var lineup = Lineup()
    var found: ModePool.Found?

    // MARK: Effort

    /// What is left, in steps of about a tenth of a microsecond.
    var effort = 0
    /// The search ended before everything had been tried.
    var wasCutShort = false

    /// The lineup as a match.
    mutating func take(_ regions: [UInt32]) -> ModePool.Found {
        let found = ModePool.Found(lineup: lineup, regions: regions)
        lineup = Lineup()
        return found
    }

    mutating func begin() {
        rows.removeAll(keepingCapacity: true)
        sizes.removeAll(keepingCapacity: true)
    }
}
