import Contracts
import FoundationEssentials
import Messaging

/// An event of the log as one line for people.
///
/// ```
/// 17:04:05.123  result.recorded   duel   1 ada +12.3, 2 grace -12.3   m0aabcdefghjkmnpqrstvwx
/// ```
struct EventLine {
    let event: LoggedEvent
    let terminal: Terminal

    var text: String {
        let time = event.time.map { String($0.rfc3339.dropFirst(11).dropLast()) } ?? "-"
        let (mode, what) = content
        return [
            terminal.styled(time, .dim), terminal.styled(padded(kind, to: 16), style),
            terminal.styled(padded(mode, to: 6), .cyan), what, terminal.styled(Self.printable(event.subject), .dim),
        ].joined(separator: "  ")
    }

    /// `result.recorded` of `match.result.recorded.v1`.
    private var kind: String {
        var words = event.type.split(separator: ".").map(String.init)
        if words.last?.hasPrefix("v") == true { words.removeLast() }
        if words.first == "match", words.count > 2 { words.removeFirst() }
        return Self.printable(words.joined(separator: "."))
    }

    private var style: Terminal.Style {
        switch event.type {
        case MatchResultRecorded.type: .green
        case MatchAbandoned.type: .yellow
        case MatchResultDisputed.type: .red
        default: .bold
        }
    }

    /// The mode, and what happened.
    private var content: (mode: String, what: String) {
        do {
            switch event.type {
            case RatingChanged.type:
                let change = try JSONDecoder().decode(RatingChanged.self, from: event.data)
                let players = change.changes.map { "\($0.nickname) \($0.after.rating.fixed(1))" }
                return (change.mode.rawValue, Self.printable(players.joined(separator: ", ")))
            case SeasonStarted.type:
                let season = try JSONDecoder().decode(SeasonStarted.self, from: event.data)
                return ("", "season \(season.number) begins")
            default:
                let match = try JSONDecoder().decode(Match.self, from: event.data)
                return (Self.printable(match.mode), Self.printable(match.text))
            }
        } catch {
            return ("", "can't be read by this release")
        }
    }

    /// Of a match what a line shows.
    private struct Match: Decodable {
        struct Player: Decodable {
            var nickname: String
            var placement: Int?
            var ratingBefore: Double?
            var ratingAfter: Double?

            var text: String {
                var text = placement.map { "\($0) \(nickname)" } ?? nickname
                if let ratingBefore, let ratingAfter {
                    let change = ratingAfter - ratingBefore
                    text += " \(change < 0 ? "" : "+")\(change.fixed(1))"
                }
                return text
            }
        }
        var mode: String
        var address: String
        var state: String
        var players: [Player]

        var text: String {
            let sorted = players.sorted { ($0.placement ?? 0, $0.nickname) < ($1.placement ?? 0, $1.nickname) }
            let names = sorted.map(\.text).joined(separator: ", ")
            return state == "inProgress" ? "\(names) at \(address)" : names
        }
    }

    private func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// What players and servers made up must not drive the terminal.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{fffd}" : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
    }
}
