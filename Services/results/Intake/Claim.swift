import Contracts
import FoundationEssentials

/// How a match ended, as a server tells it. Two claims are equal when they mean the same, whatever the order of the players
/// and however the JSON of ``custom`` is written.
public struct Claim: Sendable, Hashable {
    /// In order of nickname, then placement.
    public let placements: [ReportMatch.Placement]
    /// `nil` also when the server said `null`.
    public let custom: JSONValue?

    /// The most that ``custom`` may take, in bytes of its text.
    public static let customLimit = 16 * 1024
    /// The worst placement that fits into every store and client.
    public static let lastPlacement = Int(Int32.max)

    /// A claim that was stored once.
    public init(placements: [ReportMatch.Placement], custom: JSONValue?) {
        self.placements = placements.sorted { ($0.nickname, $0.placement) < ($1.nickname, $1.placement) }
        self.custom = custom == .null ? nil : custom
    }

    /// What a request claims.
    ///
    /// - Throws: `invalid`, with everything that is wrong with it on its own, without knowledge of the match.
    public init(_ request: ReportMatch) throws(Refusal) {
        var errors: [Refusal.FieldError] = []
        if request.outcome.isEmpty { errors.append(Refusal.FieldError("outcome", "must name the match's players")) }
        for (index, entry) in request.outcome.enumerated() where !(1...Self.lastPlacement).contains(entry.placement) {
            errors.append(Refusal.FieldError("outcome[\(index)].placement", "must be a whole number from 1 on"))
        }
        var custom: JSONValue?
        if let text = request.custom {
            switch Self.parse(custom: text) {
            case .value(let value): custom = value
            case .wrong(let message): errors.append(Refusal.FieldError("custom", message))
            }
        }
        guard errors.isEmpty else { throw Refusal(.invalid, errors: errors) }
        self.init(placements: request.outcome, custom: custom)
    }

    private enum Custom {
        case value(JSONValue)
        case wrong(String)
    }

    private static func parse(custom text: String) -> Custom {
        guard text.utf8.count <= customLimit else { return .wrong("must not be longer than \(customLimit) bytes") }
        do {
            return .value(try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)))
        } catch {
            return .wrong("is not JSON")
        }
    }
}
