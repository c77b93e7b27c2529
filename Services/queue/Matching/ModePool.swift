import Contracts
import ModesCore
import RuleSetsCore

/// The tickets that search in one mode.
struct ModePool: Sendable {
    private let sides: [RuleSet.Side]
    private let minPlayers: Int
    private let maxPlayers: Int
    /// By size less one, up to the largest side.
    private var queues: [AgeQueue]
    private(set) var players = 0

    init(_ ruleSet: RuleSet) {
        sides = ruleSet.sides
        minPlayers = ruleSet.minPlayers
        maxPlayers = ruleSet.maxPlayers
        queues = Array(repeating: AgeQueue(), count: ruleSet.largestSide)
    }

    /// A party that fits on no side of the mode is not taken in: it can't be matched here.
    mutating func insert(_ entry: AgeQueue.Entry, size: Int) {
        guard size <= queues.count else { return }
        queues[size - 1].insert(entry)
        players += size
    }

    mutating func remove(_ entry: AgeQueue.Entry, size: Int) {
        guard size <= queues.count else { return }
        let before = queues[size - 1].count
        queues[size - 1].remove(entry)
        if queues[size - 1].count < before { players -= size }
    }

    /// Who would play: for each side its tickets; `nil` while the pool makes no match.
    func draft() -> [[TicketID]]? {
        guard players >= minPlayers else { return nil }
        let candidates = queues.enumerated().map { index, queue in queue.eldest(maxPlayers / (index + 1)) }
        var seating = Seating(sides: sides, tickets: candidates)
        return seating.solve()
    }
}
