import API
import Contracts
import FoundationEssentials
import HTTPServer

/// What `GET /results` is asked for.
struct ResultsQuery: Sendable {
    let since: Timestamp?
    let until: Timestamp?
    let format: ResultsFormat

    /// - Throws: 422 with everything that is wrong.
    init(_ query: HTTPQuery) throws {
        var errors: [Refusal.FieldError] = []
        func moment(_ name: String) -> Timestamp? {
            guard let text = query[name] else { return nil }
            // An offset's plus sign that wasn't percent-encoded is a space.
            if let moment = Timestamp(rfc3339: text.replacing(" ", with: "+")) { return moment }
            errors.append(Refusal.FieldError(name, "must be an RFC 3339 time, like 2026-03-01T17:00:00Z"))
            return nil
        }
        since = moment("since")
        until = moment("until")
        let name = query["format"] ?? ResultsFormat.json.rawValue
        let format = ResultsFormat(rawValue: name)
        if format == nil { errors.append(Refusal.FieldError("format", "must be json, jsonl or csv")) }
        self.format = format ?? .json
        guard errors.isEmpty else { throw Refusal(.invalid, errors: errors) }
    }

    func page(after: String?) -> ExportMatches { ExportMatches(since: since, until: until, after: after) }
}

/// How matches are written one after another.
enum ResultsFormat: String, Sendable {
    case json, jsonl, csv

    var contentType: String {
        switch self {
        case .json: "application/json"
        case .jsonl: "application/jsonl"
        case .csv: "text/csv; charset=utf-8; header=present"
        }
    }

    var headers: HTTPFields {
        self == .csv ? ["Content-Disposition": "attachment; filename=\"results.csv\""] : [:]
    }

    var opening: String {
        switch self {
        case .json: #"{"matches":["#
        case .jsonl: ""
        case .csv: MatchTable.header
        }
    }

    var closing: String { self == .json ? "]}" : "" }

    func bytes(of matches: [MatchRecord], isFirst: Bool) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, match) in matches.enumerated() {
            switch self {
            case .json:
                if index > 0 || !isFirst { bytes.append(UInt8(ascii: ",")) }
                bytes += try JSONBody.encode(match)
            case .jsonl: bytes += VerbatimJSON.onOneLine(try JSONBody.encode(match)) + [UInt8(ascii: "\n")]
            case .csv: bytes += Array(MatchTable.rows(of: match).utf8)
            }
        }
        return bytes
    }
}
