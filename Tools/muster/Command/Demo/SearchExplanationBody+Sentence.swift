import API
import Contracts

extension SearchExplanationBody {
    /// For a terminal: how many of those who search could play with the ticket, what keeps the others from it, and what would
    /// have it matched.
    var sentence: String {
        let states = modes.map { mode in
            guard !mode.waitsForServer else { return "\(mode.mode): no server was free" }
            let reasons = mode.exclusions.filter { $0.excluded > 0 }
                .map { "\($0.rule ?? $0.condition) excludes \($0.excluded)" }
            let tickets = "\(mode.possible) of \(mode.others) other tickets would do"
            let missing = mode.missingPlayers == 0 ? [] : ["\(mode.missingPlayers) players are missing"]
            return "\(mode.mode): " + ([tickets] + reasons + missing).joined(separator: ", ")
        }
        let remedies = wouldMatch.map(\.phrase)
        return states.joined(separator: "; ")
            + (remedies.isEmpty ? "" : "; " + remedies.joined(separator: ", or ") + " would do")
    }
}

extension SearchReport.Remedy {
    fileprivate var phrase: String {
        switch change {
        case "wait": "\(seconds ?? 0) s longer"
        case "number": "\(attribute ?? "") \((by ?? 0) < 0 ? "" : "+")\(by ?? 0)"
        case "text": "\(attribute ?? "") '\(text ?? "")'"
        case "latency": "\(milliseconds ?? 0) ms less"
        case "players":
            "\(players ?? 0) more like this player" + (text.map { " but with \(attribute ?? "") '\($0)'" } ?? "")
        default: change
        }
    }
}
