/// What a search around one ticket works with. Kept between searches for its storage.
struct SearchWork: Sendable {
    var place = ModePool.Neighbourhood()

    /// Who has waited longest in one of the anchor's groups.
    struct Elder: Sendable, Comparable {
        var enqueuedAt: Int64
        var row: UInt32
        /// Of the group among the anchor's.
        var place: Int

        static func < (left: Elder, right: Elder) -> Bool {
            (left.enqueuedAt, left.place) < (right.enqueuedAt, right.place)
        }
    }

    var elders: [Elder] = []
    /// Groups among the anchor's in which there are too few for any match at the stage; a bit each.
    var tooFew: UInt32 = 0

    // MARK: Candidates, in the order in which they are tried

    var rows: [UInt32] = []
    /// How many players they have together.
    var players = 0
    /// Of those gathered, how they stand in one number.
    var stretch: [Point] = []

    struct Point: Sendable {
        var number: Double
        var players: Int
    }

    /// No more players are wanted than these.
    var enough = Int.max
    var sizes: [Int] = []
    /// Which sizes there are, each once.
    var differentSizes: [Int] = []
    /// Sort keys of candidates, so many for each.
    var keys: [Double] = []
    var order: [Int] = []
    var sorted: [UInt32] = []
    /// For each class who may play in it.
    var eligible: [CandidateSet] = []
    /// For each number of players the tickets of so many.
    var ofSize: [CandidateSet] = []
    /// For each candidate with whom it may be; made when first needed.
    var compatible: [CandidateSet] = []
    var isCompatibleKnown = CandidateSet.empty

    /// For each candidate whom it must not meet; empty when nobody has blocked anybody.
    var blocked: [CandidateSet] = []

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
    /// Few choices are tried around each first candidate, and few ways to seat each.
    var isQuick = false
    /// So many more choices may turn out not to be seatable before a quick search goes on to another first candidate.
    var choicesLeft = Int.max
    /// A quick search has left something out.
    var isInconclusive = false

    /// The lineup as a match.
    mutating func take(_ regions: [UInt32]) -> ModePool.Found {
        let found = ModePool.Found(lineup: lineup, regions: regions)
        lineup = Lineup()
        return found
    }

    mutating func begin() {
        rows.removeAll(keepingCapacity: true)
        stretch.removeAll(keepingCapacity: true)
        players = 0
    }

    /// The most players whose numbers lie no further apart.
    mutating func mostPlayers(within radius: Double) -> Int {
        stretch.sort { $0.number < $1.number }
        var most = 0
        var players = 0
        var low = 0
        for point in stretch {
            players += point.players
            while point.number - stretch[low].number > radius {
                players -= stretch[low].players
                low += 1
            }
            most = max(most, players)
        }
        return most
    }

    /// Whether a candidate goes before another.
    func isBefore(_ one: Int, _ other: Int, stride: Int) -> Bool {
        for key in 0..<stride where keys[one * stride + key] != keys[other * stride + key] {
            return keys[one * stride + key] < keys[other * stride + key]
        }
        return rows[one] < rows[other]
    }

    private static let fewToSort = 64

    /// Sorts by the keys. Candidates come in runs that are sorted already, mostly; where they are few, each is put in its place.
    mutating func sort(stride: Int) {
        order.removeAll(keepingCapacity: true)
        if rows.count > Self.fewToSort {
            order = rows.indices.sorted { isBefore($0, $1, stride: stride) }
        } else {
            for candidate in rows.indices {
                var place = order.count
                order.append(candidate)
                while place > 0, isBefore(candidate, order[place - 1], stride: stride) {
                    order[place] = order[place - 1]
                    place -= 1
                }
                order[place] = candidate
            }
        }
        sorted.removeAll(keepingCapacity: true)
        for candidate in order { sorted.append(rows[candidate]) }
        swap(&rows, &sorted)
    }
}
