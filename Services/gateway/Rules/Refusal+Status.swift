import Contracts

extension Refusal {
    /// The HTTP status that a refusal becomes.
    public var status: Int {
        switch code {
        case .invalid, .unknownMode: 422
        case .badCredentials: 401
        case .forbidden: 403
        case .notFound: 404
        case .nameTaken, .alreadyQueued, .inMatch, .inParty, .partyChanged, .conflict: 409
        case .coolDown, .throttled: 429
        case .unavailable: 503
        default: 409
        }
    }

    /// Seconds for `Retry-After`, where the status needs it.
    public var retryAfter: Int? {
        switch status {
        case 429, 503: max(1, retryAfterSeconds ?? 1)
        default: retryAfterSeconds
        }
    }

    /// A short phrase for its kind, the same for every occurrence.
    public var title: String {
        switch code {
        case .invalid: "Invalid request"
        case .unknownMode: "Unknown mode"
        case .badCredentials: "Not signed in"
        case .forbidden: "Not allowed"
        case .notFound: "Not found"
        case .nameTaken: "Name taken"
        case .alreadyQueued: "Already queued"
        case .inMatch: "In a match"
        case .inParty: "In a party"
        case .partyChanged: "Party changed"
        case .coolDown: "Cooling down"
        case .throttled: "Too many attempts"
        case .unavailable: "Unavailable"
        default: "Conflict"
        }
    }
}
