import Contracts
import MatchmakerCore
import Testing

@testable import Simulation

/// What the database keeps about players beside their tickets.
@Suite struct ProfileTests {
    private func rated(_ match: MatchID, _ id: CommandID, _ rating: Double, at time: Timestamp) -> Command {
        .close(
            CloseMatch(
                commandID: id, matchID: match, ending: .completed, matchData: "{}",
                ratings: [PlayerRating(playerID: "a", mode: "duel", mu: 30, sigma: 5, rating: rating, matches: 7)],
                ratedAt: time))
    }

    @Test("the ratings of a result are kept in the transaction that frees the players")
    func kept() throws {
        var table = try WorkerTable()
        let match = try table.confirmDuel()
        let before = table.transactions
        table.send(rated(match, table.nextID(), 15, at: table.now))
        #expect(table.transactions == before + 1)
        #expect(table.state("a").kind == .matchComplete)
        #expect(table.store.profiles["a"]?.ratings == ["duel": 15])
    }

    @Test("a result of a match that the shard has forgotten is kept all the same")
    func late() throws {
        var table = try WorkerTable()
        table.send(rated(MatchID("m06zzzzzzzzzzzzzzzzzzzz"), table.nextID(), 15, at: table.now))
        #expect(table.store.profiles["a"]?.ratings == ["duel": 15])
    }

    @Test("of two results in one transaction the later one counts, whatever their order")
    func two() throws {
        var table = try WorkerTable()
        let match = MatchID("m06zzzzzzzzzzzzzzzzzzzz")
        table.send(
            rated(match, table.nextID(), 15, at: table.now),
            rated(match, table.nextID(), 9, at: table.now + .seconds(-5)))
        #expect(table.store.profiles["a"]?.ratings == ["duel": 15])
    }
}
