import Contracts
import IntakeCore
import Testing

@Suite struct ClaimTests {
    private let match = Confirmations.duel()

    private func errors(of request: ReportMatch) -> [String] {
        do throws(Refusal) {
            _ = try Claim(request)
            return []
        } catch {
            return error.errors?.map(\.field) ?? []
        }
    }

    @Test("placements count from one, and ties are allowed")
    func placements() {
        #expect(errors(of: Confirmations.report(match, placements: [1, 1])).isEmpty)
        #expect(
            errors(of: Confirmations.report(match, placements: [0, -1])) == [
                "outcome[0].placement", "outcome[1].placement",
            ])
        #expect(errors(of: Confirmations.report(match, placements: [1, .max])) == ["outcome[1].placement"])
    }

    @Test("an outcome without players is invalid")
    func empty() {
        let request = ReportMatch(serverUser: match.serverUser, matchID: match.matchID, outcome: [], custom: nil)
        #expect(errors(of: request) == ["outcome"])
    }

    @Test("custom is JSON of at most 16 KiB")
    func custom() {
        let fits = "\"" + String(repeating: "x", count: 16 * 1024 - 2) + "\""
        #expect(errors(of: Confirmations.report(match, custom: fits)).isEmpty)
        #expect(errors(of: Confirmations.report(match, custom: fits + " ")) == ["custom"])
        #expect(errors(of: Confirmations.report(match, custom: "{\"map\":")) == ["custom"])
        #expect(errors(of: Confirmations.report(match, custom: String(repeating: "[", count: 16_000))) == ["custom"])
    }

    @Test("the same meaning is the same claim: order of players, spelling of JSON, null for nothing")
    func sameness() throws {
        let one = try Claim(Confirmations.report(match, custom: #"{"a":1,"b":[true,"ü"]}"#))
        let reversed = ReportMatch(
            serverUser: match.serverUser, matchID: match.matchID,
            outcome: Confirmations.report(match).outcome.reversed(), custom: #" {"b":[ true,"\u00fc"],"a":1.0}"#)
        #expect(try Claim(reversed) == one)
        #expect(try Claim(Confirmations.report(match, custom: "null")) == Claim(Confirmations.report(match)))
        #expect(try Claim(Confirmations.report(match, custom: #"{"a":2}"#)) != one)
    }
}
