import Contracts

/// How a match ended, as a server tells it. Two claims are equal when they mean the same, whatever the order of the players
/// and however the JSON of ``custom`` is written.
public struct Claim: Sendable, Hashable {
    /// In order of nickname, then placement. With scores, the placements are theirs, whatever the server wrote.
    public let placements: [ReportMatch.Placement]
    /// As it came; `nil` also when the server said `null`.
    public let custom: JSONText?

    /// The most that ``custom`` may take, in bytes of its text.
    public static let customLimit = 16 * 1024
    /// The worst placement that fits into every store and client.
    public static let lastPlacement = Int(Int32.max)

    /// A claim that was stored once.
    public init(placements: [ReportMatch.Placement], custom: JSONText?) {
        self.placements = Self.placed(placements).sorted {
            ($0.nickname, $0.placement) < ($1.nickname, $1.placement)
        }
        self.custom = custom == .null ? nil : custom
    }

    public static func == (one: Claim, other: Claim) -> Bool {
        guard one.placements == other.placements else { return false }
        guard let custom = one.custom, let otherCustom = other.custom else { return one.custom == other.custom }
        return custom.means(otherCustom)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(placements) }

    /// What a request claims.
    ///
    /// - Throws: `invalid`, with everything that is wrong with it on its own, without knowledge of the match.
    public init(_ request: ReportMatch) throws(Refusal) {
        var errors: [Refusal.FieldError] = []
        if request.outcome.isEmpty { errors.append(Refusal.FieldError("outcome", "must name the match's players")) }
        for (index, entry) in request.outcome.enumerated() where !(1...Self.lastPlacement).contains(entry.placement) {
            errors.append(Refusal.FieldError("outcome[\(index)].placement", "must be a whole number from 1 on"))
        }
        let scores = request.outcome.compactMap(\.score)
        if !scores.isEmpty, scores.count < request.outcome.count {
            errors.append(Refusal.FieldError("outcome", "must have a score for every player, or for none"))
        }
        if !scores.allSatisfy(\.isFinite) { errors.append(Refusal.FieldError("outcome", "has a score without end")) }
        var custom: JSONText?
        if let text = request.custom {
            let read = Self.read(custom: text)
            custom = read.json
            if let fault = read.fault { errors.append(Refusal.FieldError("custom", fault)) }
        }
        guard errors.isEmpty else { throw Refusal(.invalid, errors: errors) }
        self.init(placements: request.outcome, custom: custom)
    }

    /// With the placements that scores make; a flag that isn't raised is the same as none.
    private static func placed(_ placements: [ReportMatch.Placement]) -> [ReportMatch.Placement] {
        let scores = placements.compactMap(\.score)
        let places = scores.count == placements.count ? ReportMatch.Placement.place(by: scores) : nil
        return placements.enumerated().map { index, entry in
            var entry = entry
            if let places { entry.placement = places[index] }
            if entry.quit == false { entry.quit = nil }
            if entry.disconnected == false { entry.disconnected = nil }
            return entry
        }
    }

    /// The text as JSON, or what is wrong with it.
    private static func read(custom text: String) -> (json: JSONText?, fault: String?) {
        guard text.utf8.count <= customLimit else { return (nil, "must not be longer than \(customLimit) bytes") }
        do {
            return (try JSONText(text), nil)
        } catch {
            return (nil, "is not JSON")
        }
    }
}
