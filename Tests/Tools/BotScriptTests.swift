import API
import Contracts
import Testing

@testable import Load

@Suite struct BotScriptTests {
    private let match = MatchID("m00match")

    private func state(_ kind: PlayerState.Kind, revision: Int64, _ change: (inout PlayerState) -> Void = { _ in })
        -> StateBody
    {
        var state = PlayerState(playerID: PlayerID("bot"), revision: revision, kind: kind)
        change(&state)
        return StateBody(state)
    }

    private func found(_ revision: Int64, accepted: Bool = false) -> StateBody {
        state(.matchFound, revision: revision) {
            $0.matchID = match
            $0.youAccepted = accepted
        }
    }

    private func confirmed(_ revision: Int64, address: String = "127.0.0.1:7100") -> StateBody {
        state(.matchConfirmed, revision: revision) {
            $0.matchID = match
            $0.matchConfig = config(address)
            $0.cookie = "pass"
        }
    }

    private func config(_ address: String) -> MatchConfig {
        MatchConfig(
            matchID: match, mode: ModeName("duel"), address: address, factions: ["a", "b"],
            nicknames: ["bot", "other"],
            playerIDs: [PlayerID("bot"), PlayerID("other")], region: nil)
    }

    @Test("A bot asks, accepts once, plays once, and asks again until it has enough")
    func wholeWay() {
        var script = BotScript(matches: 2)
        for round in Int64(0)..<2 {
            let base = round * 10
            if round == 0 { #expect(script.start() == [.enqueue(afterSeconds: 0)]) }
            #expect(script.handle(state(.lookingForMatch, revision: base + 1)).isEmpty)
            #expect(script.handle(found(base + 2)) == [.accept(match)])
            #expect(script.handle(found(base + 3, accepted: true)).isEmpty)
            #expect(script.handle(confirmed(base + 4)) == [.play(config("127.0.0.1:7100"), cookie: "pass")])
            #expect(script.handle(confirmed(base + 5)).isEmpty)
            let end = script.handle(state(.matchComplete, revision: base + 6) { $0.matchID = match })
            #expect(end == (round == 0 ? [.enqueue(afterSeconds: 0)] : [.finish]))
        }
    }

    @Test("What is older than the last state is ignored")
    func olderState() {
        var script = BotScript(matches: nil)
        _ = script.start()
        #expect(script.handle(found(5)) == [.accept(match)])
        #expect(script.handle(state(.lookingForMatch, revision: 4)).isEmpty)
        #expect(script.handle(state(.notQueued, revision: 3)).isEmpty)
    }

    @Test("A match that is booked anew is played at its new address")
    func rebooked() {
        var script = BotScript(matches: nil)
        _ = script.start()
        _ = script.handle(confirmed(1))
        let again = script.handle(confirmed(2, address: "127.0.0.1:7101"))
        #expect(again == [.play(config("127.0.0.1:7101"), cookie: "pass")])
    }

    @Test("Who fell out of the queue asks again after the cool-down")
    func coolDown() {
        var script = BotScript(matches: nil)
        _ = script.start()
        _ = script.handle(found(1))
        let out = script.handle(state(.notQueued, revision: 2) { $0.retryAfterMilliseconds = 9_500 })
        #expect(out == [.enqueue(afterSeconds: 10)])
        #expect(script.enqueueAgain(afterSeconds: 0) == [.enqueue(afterSeconds: 0)])
    }

    @Test("A bot that is stopped leaves the queue, and is done when it is out")
    func stopInQueue() {
        var script = BotScript(matches: nil)
        _ = script.start()
        _ = script.handle(state(.lookingForMatch, revision: 1))
        #expect(script.stop() == [.leave])
        #expect(script.handle(state(.notQueued, revision: 2)) == [.finish])
    }

    @Test("A bot that is stopped in a match plays it to its end")
    func stopInMatch() {
        var script = BotScript(matches: nil)
        _ = script.start()
        #expect(script.handle(found(1)) == [.accept(match)])
        #expect(script.stop().isEmpty)
        #expect(script.handle(confirmed(2)).count == 1)
        #expect(script.handle(state(.matchComplete, revision: 3) { $0.matchID = match }) == [.finish])
    }

    @Test("A bot that is stopped between two matches is done, whatever it is told of the last one")
    func stopBetweenMatches() {
        var script = BotScript(matches: nil)
        _ = script.start()
        _ = script.handle(confirmed(1))
        let complete = state(.matchComplete, revision: 2) { $0.matchID = match }
        #expect(script.handle(complete) == [.enqueue(afterSeconds: 0)])
        #expect(script.stop() == [.leave])
        #expect(!script.wantsToBeQueued)
        #expect(script.handle(complete) == [.finish])
    }
}
