import Contracts
import FoundationEssentials

/// Matches as rows of CSV (RFC 4180), one a player: for spreadsheets and whoever reads these. Times are UTC.
///
/// Text that a spreadsheet would take for a formula gets an apostrophe in front, which makes it text there; numbers stay numbers.
public enum MatchTable {
    private static let columns = [
        "matchId", "mode", "state", "region", "address", "createdAt", "completedAt", "playerId", "nickname", "faction",
        "placement", "score", "quit", "disconnected", "ratingBefore", "ratingAfter", "custom",
    ]

    /// The first row, with its end.
    public static let header = columns.joined(separator: ",") + "\r\n"

    /// The rows of a match, each with its end; empty for a match without players.
    public static func rows(of match: MatchRecord) -> String {
        let custom = text(match.custom?.text)
        let about = [
            text(match.matchID.rawValue), text(match.mode.rawValue), text(match.state.rawValue), text(match.region),
            text(match.address), text(match.createdAt), text(match.completedAt),
        ]
        return match.players.map { player in
            let cells =
                about + [text(player.playerID.rawValue), text(player.nickname), text(player.faction)]
                + [
                    number(player.placement), number(player.score), number(player.quit), number(player.disconnected),
                    number(player.ratingBefore), number(player.ratingAfter), custom,
                ]
            return cells.joined(separator: ",") + "\r\n"
        }.joined()
    }

    private static func number(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "" }

    /// What begins like a formula is marked as text; what holds a comma, a quote or a line's end is quoted.
    static func text(_ value: String?) -> String {
        guard var value, let first = value.unicodeScalars.first else { return "" }
        if "=+-@\t\r".unicodeScalars.contains(first) { value = "'" + value }
        guard value.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return value }
        return "\"" + value.replacing("\"", with: "\"\"") + "\""
    }
}
