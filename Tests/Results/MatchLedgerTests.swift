import Contracts
import IntakeCore
import Testing

@Suite struct MatchLedgerTests {
    private let match = Confirmations.duel()
    private let now = Timestamp(milliseconds: 1_700_000_060_000)

    private func claim(_ placements: [Int], custom: String? = nil) throws -> Claim {
        try Claim(Confirmations.report(match, placements: placements, custom: custom))
    }

    @Test("a confirmation opens the ledger and is told as number one")
    func opens() {
        let (ledger, announcement) = MatchLedger.opened(by: match)
        #expect(ledger.ending == nil)
        #expect(announcement.kind == .confirmed)
        #expect(announcement.eventID == "\(match.matchID).1")
        #expect(announcement.match.state == .inProgress)
        #expect(announcement.match.completedAt == nil)
    }

    @Test("the first report counts and is told once")
    func records() throws {
        var ledger = MatchLedger.opened(by: match).ledger
        let verdict = ledger.report(
            try claim([2, 1], custom: #"{"map":"ash"}"#), by: Confirmations.server, holderIsCertain: false, at: now)
        #expect(verdict == .counts)
        let announcements = ledger.rate(nil)
        let announcement = try #require(announcements.first)
        #expect(announcements.count == 1)
        #expect(announcement.kind == .recorded(nil))
        #expect(announcement.sequence == 2)
        #expect(announcement.match.state == .completed)
        #expect(announcement.match.completedAt == now.rfc3339)
        #expect(announcement.match.players.map(\.placement) == [2, 1])
        #expect(announcement.match.custom?.text == #"{"map":"ash"}"#)
    }

    @Test("ratings that a result changed stand in the match, and are told under the number after the result's")
    func ratings() throws {
        var ledger = MatchLedger.opened(by: match).ledger
        _ = ledger.report(try claim([1, 2]), by: Confirmations.server, holderIsCertain: false, at: now)
        let changes = match.players.enumerated().map { index, player in
            RatingChanged.Change(
                playerID: player.playerID, nickname: player.nickname, before: .init(mu: 25, sigma: 8, rating: 1),
                after: .init(mu: 26 - Double(index), sigma: 7.5, rating: 3.5 - Double(index)), matches: 4 + index)
        }
        let told = ledger.rate(MatchRating(seasonNumber: 2, season: "autumn", changes: changes))
        let expected = changes.map {
            PlayerRating(
                playerID: $0.playerID, mode: match.mode, mu: $0.after.mu, sigma: $0.after.sigma,
                rating: $0.after.rating, matches: $0.matches)
        }
        #expect(
            told.map(\.kind) == [
                .recorded(expected),
                .ratingChanged(
                    RatingChanged(matchID: match.matchID, mode: match.mode, season: "autumn", changes: changes)),
            ])
        #expect(told.map(\.sequence) == [2, 3])
        #expect(told[0].match.players.map(\.ratingBefore) == [1, 1])
        #expect(told[0].match.players.map(\.ratingAfter) == [3.5, 2.5])
    }

    @Test("scores place players, and flags are kept")
    func scores() throws {
        var ledger = MatchLedger.opened(by: match).ledger
        let claim = Claim(
            placements: [
                .init(nickname: "magda", placement: 1, score: -2.5, quit: true, disconnected: false),
                .init(nickname: "juri", placement: 7, score: 12),
            ], custom: nil)
        _ = ledger.report(claim, by: Confirmations.server, holderIsCertain: false, at: now)
        let players = ledger.record.players
        #expect(players.map(\.placement) == [2, 1])
        #expect(players.map(\.score) == [-2.5, 12])
        #expect(players.map(\.quit) == [true, nil])
        #expect(players.map(\.disconnected) == [nil, nil])
    }

    @Test("the same report again is success and changes nothing")
    func repeats() throws {
        var ledger = MatchLedger.opened(by: match).ledger
        _ = ledger.report(try claim([1, 2]), by: Confirmations.server, holderIsCertain: false, at: now)
        _ = ledger.rate(nil)
        let before = ledger
        let again = ledger.report(
            try claim([1, 2]), by: Confirmations.server, holderIsCertain: false, at: now + .seconds(9))
        #expect(again == .repeated)
        #expect(ledger == before)
    }

    @Test("a differing report is a conflict, told once for each difference and not without end")
    func disputes() throws {
        var ledger = MatchLedger.opened(by: match).ledger
        _ = ledger.report(try claim([1, 2]), by: Confirmations.server, holderIsCertain: false, at: now)
        _ = ledger.rate(nil)
        var announced: [Int] = []
        for worst in (2...40) + [40, 3] {
            let other = ledger.report(try claim([worst, 1]), by: Confirmations.server, holderIsCertain: false, at: now)
            guard case .disputed(let announcement, let refusal) = other else {
                Issue.record("\(other)")
                return
            }
            #expect(refusal.code == .conflict)
            if let announcement {
                announced.append(announcement.sequence)
                #expect(announcement.match.players.map(\.placement) == [1, 2])
            }
        }
        #expect(announced == Array(3..<3 + MatchLedger.disputeLimit))
        #expect(ledger.record.players.map(\.placement) == [1, 2])
    }

    @Test("after an abandonment no report counts")
    func abandoned() throws {
        var ledger = MatchLedger.opened(by: match).ledger
        let abandonment = ledger.abandon(at: now)
        let announcement = try #require(abandonment)
        #expect(announcement.kind == .abandoned)
        #expect(announcement.match.state == .abandoned)
        let again = ledger.abandon(at: now)
        #expect(again == nil)
        let late = ledger.report(try claim([1, 2]), by: Confirmations.server, holderIsCertain: false, at: now)
        guard case .refused(let refusal) = late else {
            Issue.record("\(late)")
            return
        }
        #expect(refusal.code == .conflict)
    }

    @Test("a match with a result can't be abandoned any more")
    func completed() throws {
        var ledger = MatchLedger.opened(by: match).ledger
        _ = ledger.report(try claim([1, 2]), by: Confirmations.server, holderIsCertain: false, at: now)
        let abandonment = ledger.abandon(at: now)
        #expect(abandonment == nil)
        #expect(ledger.record.state == .completed)
    }

    @Test("only the holder of the greatest booking may report; another asks the queue first")
    func holder() throws {
        var ledger = MatchLedger.opened(by: match).ledger
        let other = Confirmations.otherServer
        #expect(ledger.report(try claim([1, 2]), by: other, holderIsCertain: false, at: now) == .askQueue)
        let sure = ledger.report(try claim([1, 2]), by: other, holderIsCertain: true, at: now)
        guard case .refused(let refusal) = sure else {
            Issue.record("\(sure)")
            return
        }
        #expect(refusal.code == .forbidden)

        let newer = ledger.confirm(Confirmations.duel(booking: 2, serverUser: other, address: "127.0.0.1:4001"))
        let older = ledger.confirm(match)
        #expect(newer && !older)
        let verdict = ledger.report(try claim([1, 2]), by: other, holderIsCertain: false, at: now)
        #expect(verdict == .counts)
        #expect(ledger.rate(nil).first?.match.address == "127.0.0.1:4001")
    }

    @Test("a booking that is heard of after the end changes nothing")
    func lateBooking() {
        var ledger = MatchLedger.opened(by: match).ledger
        _ = ledger.abandon(at: now)
        let changed = ledger.confirm(Confirmations.duel(booking: 2, address: "127.0.0.1:9"))
        #expect(!changed)
        #expect(ledger.record.address == match.address)
    }

    @Test("an outcome must name exactly the match's players")
    func naming() throws {
        let wrong: [[String]] = [
            ["magda"], ["magda", "magda"], ["magda", "juri", "eva"], ["eva", "juri"], ["Magda", "juri"],
        ]
        for nicknames in wrong {
            var ledger = MatchLedger.opened(by: match).ledger
            let placements = nicknames.map { ReportMatch.Placement(nickname: $0, placement: 1) }
            let verdict = ledger.report(
                Claim(placements: placements, custom: nil), by: Confirmations.server, holderIsCertain: true, at: now)
            guard case .refused(let refusal) = verdict else {
                Issue.record("\(verdict)")
                continue
            }
            #expect(refusal.code == .invalid)
            #expect(refusal.errors?.isEmpty == false)
            #expect(ledger.ending == nil)
        }
    }

    @Test("who isn't known to play may have joined: the queue is asked, and with its word the outcome counts")
    func joined() throws {
        var ledger = MatchLedger.opened(by: match).ledger
        func claim(_ nicknames: String...) -> Claim {
            Claim(placements: nicknames.map { ReportMatch.Placement(nickname: $0, placement: 1) }, custom: nil)
        }
        let all = claim("magda", "juri", "eva")
        #expect(ledger.report(all, by: Confirmations.server, holderIsCertain: false, at: now) == .askQueue)
        // Whom results doesn't miss, the queue can't add.
        guard case .refused = ledger.report(claim("magda"), by: Confirmations.server, holderIsCertain: false, at: now)
        else { Issue.record("not refused"); return }
        var joined = match
        joined.players.append(.init(playerID: "peva", nickname: "eva", faction: "red"))
        joined.booking += 1
        let isNews = ledger.confirm(joined)
        #expect(isNews)
        guard
            case .refused = ledger.report(
                claim("magda", "juri"), by: Confirmations.server, holderIsCertain: false, at: now)
        else { Issue.record("eva was forgotten"); return }
        #expect(ledger.report(all, by: Confirmations.server, holderIsCertain: false, at: now) == .counts)
        #expect(ledger.record.players.map(\.nickname) == ["magda", "juri", "eva"])
    }

    @Test("players, the server and operators see a match, others don't")
    func visibility() {
        let ledger = MatchLedger.opened(by: match).ledger
        #expect(ledger.isVisible(to: PlayerID("pmagda"), callerIsOperator: false))
        #expect(ledger.isVisible(to: Confirmations.server, callerIsOperator: false))
        #expect(!ledger.isVisible(to: Confirmations.otherServer, callerIsOperator: false))
        #expect(ledger.isVisible(to: PlayerID("pwhoever"), callerIsOperator: true))
    }
}
