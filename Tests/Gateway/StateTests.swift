import Contracts
import RulesCore
import Testing

@Suite struct StateTests {
    let now = ContinuousClock.now
    let player = PlayerID("p1")

    func state(_ kind: PlayerState.Kind, _ revision: Int64, accepted: Bool? = nil) -> PlayerState {
        var state = PlayerState(playerID: player, revision: revision, kind: kind)
        state.youAccepted = accepted
        return state
    }

    @Test("Without a revision only what can change is waited for") func waits() throws {
        let rule = try WaitRule(wait: "30", since: nil)
        #expect(rule.waits(on: state(.lookingForMatch, 1)))
        #expect(rule.waits(on: state(.matchFound, 2, accepted: true)))
        #expect(!rule.waits(on: state(.matchFound, 2, accepted: false)))
        #expect(!rule.waits(on: state(.notQueued, 3)))
        #expect(!rule.waits(on: state(.matchConfirmed, 4)))
    }

    @Test("With a revision, until it differs") func since() throws {
        let rule = try WaitRule(wait: "0.5", since: "7")
        #expect(rule.wait == .milliseconds(500))
        #expect(rule.waits(on: state(.notQueued, 7)))
        #expect(!rule.waits(on: state(.lookingForMatch, 8)))
        #expect(!rule.waits(on: state(.lookingForMatch, 6)))
    }

    @Test("Waits outside 0 to 55 seconds are refused", arguments: ["-1", "56", "nan", "soon", ""]) func bounds(
        _ wait: String
    ) {
        #expect(throws: Refusal.self) { try WaitRule(wait: wait, since: nil) }
    }

    @Test("An older state never replaces a newer one") func order() {
        var board = StateBoard()
        #expect(board.update(state(.lookingForMatch, 1), at: now) == false)
        #expect(board.open(player, at: now) == true)
        #expect(board.update(state(.matchFound, 2), at: now) == true)
        #expect(board.update(state(.lookingForMatch, 1), at: now) == false)
        #expect(board.latest(of: player, at: now)?.state.kind == .matchFound)
    }

    @Test("Who has something open, or asked a short while ago, is present") func presence() {
        var board = StateBoard()
        #expect(board.sign(of: player, at: now) == true)
        #expect(board.present(at: now + .seconds(5), within: .seconds(10)) == [player])
        #expect(board.present(at: now + .seconds(11), within: .seconds(10)) == [])
        #expect(board.open(player, at: now) == true)
        #expect(board.present(at: now + .seconds(99), within: .seconds(10)) == [player])
        board.close(player, at: now + .seconds(100))
        board.sweep(at: now + .seconds(111), after: .seconds(10))
        #expect(board.count == 0)
    }
}
