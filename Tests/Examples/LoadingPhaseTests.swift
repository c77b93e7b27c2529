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
}
