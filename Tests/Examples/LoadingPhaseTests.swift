import Contracts
import Testing

@testable import MatchSocket

@Suite struct LoadingPhaseTests {
    private let ada = PlayerID("ada")
    private let grace = PlayerID("grace")

    @Test("The match starts when the last player has loaded")
    func all() {
        var loading = LoadingPhase(players: [ada, grace])
        #expect(loading.loaded(ada) == [.startTimer])
        #expect(loading.loaded(grace) == [.start([ada, grace])])
        #expect(loading.timeIsUp().isEmpty)
    }

    @Test("The match starts without those who are late")
    func late() {
        var loading = LoadingPhase(players: [ada, grace])
        #expect(loading.loaded(grace) == [.startTimer])
        #expect(loading.loaded(grace).isEmpty)
        #expect(loading.timeIsUp() == [.start([grace])])
        #expect(loading.timeIsUp().isEmpty)
        #expect(loading.loaded(ada) == [.catchUp(ada)])
    }

    @Test("Who joins is waited for before the start, and caught up with after it")
    func joining() {
        let radia = PlayerID("radia")
        var loading = LoadingPhase(players: [ada])
        loading.expect([ada, grace])
        #expect(loading.loaded(ada) == [.startTimer])
        #expect(loading.loaded(grace) == [.start([ada, grace])])
        loading.expect([ada, grace, radia])
        #expect(loading.loaded(radia) == [.catchUp(radia)])
    }
}
