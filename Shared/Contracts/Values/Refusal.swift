/// Why a service did not do what was asked: an answer of the domain, not a fault. The gateway turns ``code`` into a status.
public struct Refusal: Codable, Sendable, Hashable, Error {
    /// What kind of refusal. A string, so that a reader survives codes that are newer than itself.
    public struct Code: Identifier {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// One member of the request that is not valid.
    public struct FieldError: Codable, Sendable, Hashable {
        /// Path of the member, such as `modes` or `outcome[0].nickname`.
        public var field: String
        public var message: String

        public init(_ field: String, _ message: String) {
            self.field = field
            self.message = message
        }
    }

    public var code: Code
    /// A sentence for people.
    public var detail: String?
    /// With ``Code/alreadyQueued``.
    public var ticketID: TicketID?
    /// With ``Code/inMatch``.
    public var matchID: MatchID?
    /// With ``Code/coolDown`` and ``Code/throttled``.
    public var retryAfterSeconds: Int?
    /// With ``Code/unknownMode``: the modes there are.
    public var known: [String]?
    /// With ``Code/invalid``.
    public var errors: [FieldError]?

    public init(
        _ code: Code, _ detail: String? = nil, ticketID: TicketID? = nil, matchID: MatchID? = nil,
        retryAfterSeconds: Int? = nil, known: [String]? = nil, errors: [FieldError]? = nil
    ) {
        self.code = code
        self.detail = detail
        self.ticketID = ticketID
        self.matchID = matchID
        self.retryAfterSeconds = retryAfterSeconds
        self.known = known
        self.errors = errors
    }
}

extension Refusal: CustomStringConvertible {
    /// What went wrong, for a terminal or a log.
    public var description: String {
        let fields = (errors ?? []).map { "\($0.field) \($0.message)" }
        let sentences = [detail].compactMap { $0 } + fields
        return sentences.isEmpty ? code.rawValue : sentences.joined(separator: "; ")
    }
}

extension Refusal.Code {
    /// 422: well-formed but invalid, see `errors`.
    public static let invalid = Self("invalid")
    /// 422: a mode that isn't there, or modes of different groups, see `known`.
    public static let unknownMode = Self("unknownMode")
    /// 401: wrong name or password, or a session that isn't.
    public static let badCredentials = Self("badCredentials")
    /// 403: right session, wrong person.
    public static let forbidden = Self("forbidden")
    /// 404: the thing doesn't exist.
    public static let notFound = Self("notFound")
    /// 409: the name is taken.
    public static let nameTaken = Self("nameTaken")
    /// 409: the player has an open ticket, see `ticketID`.
    public static let alreadyQueued = Self("alreadyQueued")
    /// 409: the player is in a match, see `matchID`.
    public static let inMatch = Self("inMatch")
    /// 409: the player is in a party, whose leader looks for matches.
    public static let inParty = Self("inParty")
    /// 409: the party isn't as the request had it; read it again.
    public static let partyChanged = Self("partyChanged")
    /// 409: the present state does not allow it.
    public static let conflict = Self("conflict")
    /// 429: at fault a short while ago, see `retryAfterSeconds`.
    public static let coolDown = Self("coolDown")
    /// 429: too many attempts, see `retryAfterSeconds`.
    public static let throttled = Self("throttled")
    /// 503: cannot be decided now, see `retryAfterSeconds`.
    public static let unavailable = Self("unavailable")
}
