import API
import Contracts
import Testing

@Suite struct MatchTableTests {
    private func match(nickname: String, custom: String? = nil, edit: (inout MatchRecord) -> Void = { _ in })
        -> MatchRecord
    {
        var match = MatchRecord(
            matchID: "m1", mode: "duel", state: .completed, region: nil, address: "203.0.113.7:7000",
            createdAt: "2026-03-01T16:58:11.020Z", completedAt: "2026-03-01T17:04:05.121Z",
            players: [
                .init(playerID: "p1", nickname: nickname, faction: "red", placement: 1),
                .init(playerID: "p2", nickname: "grace", faction: "blue", placement: 2),
            ], custom: custom.map { JSONText(trusting: $0) })
        edit(&match)
        return match
    }

    private func cells(_ row: Substring) -> [Substring] { row.split(separator: ",", omittingEmptySubsequences: false) }

    @Test("a match is a row a player, each with all columns and a line's end of its own")
    func rows() throws {
        #expect(MatchTable.header.hasSuffix(",custom\r\n"))
        let text = MatchTable.rows(of: match(nickname: "ada"))
        #expect(text.hasSuffix("\r\n"))
        let rows = text.split(separator: "\r\n")
        #expect(rows.count == 2)
        for row in rows { #expect(cells(row).count == cells(MatchTable.header[...]).count) }
        let first =
            "m1,duel,completed,,203.0.113.7:7000,2026-03-01T16:58:11.020Z,2026-03-01T17:04:05.121Z,p1,ada,red,1,,,,,,"
        #expect(rows[0] == first)
    }

    @Test(
        "text that a spreadsheet would take for a formula is marked as text",
        arguments: ["=", "+", "-", "@", "\t", "\r"])
    func formulas(first: String) {
        let text = MatchTable.rows(of: match(nickname: "\(first)1+1"))
        #expect(text.contains(first == "\r" ? ",\"'\r1+1\"," : ",'\(first)1+1,"))
    }

    @Test("numbers stay numbers, also below zero")
    func numbers() throws {
        let text = MatchTable.rows(
            of: match(nickname: "ada") { match in
                match.players[0].score = -1.5
                match.players[0].quit = true
                match.players[0].ratingBefore = 0.25
                match.players[0].ratingAfter = -3.5
            })
        let row = try #require(text.split(separator: "\r\n").first)
        #expect(row.hasSuffix(",1,-1.5,true,,0.25,-3.5,"))
    }

    @Test("commas, quotes and line ends are quoted as RFC 4180 has it")
    func quoting() {
        let text = MatchTable.rows(of: match(nickname: #"a,"b""#, custom: "{\"x\":\n-1}"))
        #expect(text.contains(#","a,""b""","#))
        #expect(text.contains("\"{\"\"x\"\":\n-1}\"\r\n"))
        #expect(MatchTable.rows(of: match(nickname: "ada", custom: "-1")).contains(",'-1\r\n"))
    }
}
