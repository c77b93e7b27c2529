/// Takes a key for a request that is about to be carried out (`Idempotency-Key`), for 24 hours.
public struct ClaimIdempotencyKey: QueueRequest {
    public static let name = "queue.idempotency.claim.v1"
    public var playerID: PlayerID
    /// Method and route, such as `POST /matchmaking/enqueue`.
    public var route: String
    public var key: String
    /// SHA-256 of the body as canonical JSON, base64url.
    public var bodyHash: String

    public init(playerID: PlayerID, route: String, key: String, bodyHash: String) {
        self.playerID = playerID
        self.route = route
        self.key = key
        self.bodyHash = bodyHash
    }

    /// Closed: an older gateway could not go on with a case that it doesn't know, so a new one takes a new request.
    public enum Reply: Codable, Sendable, Hashable {
        /// The caller's to carry out, and to finish by ``FinishIdempotencyKey``.
        case claimed
        /// Carried out before.
        case answered(StoredAnswer)
        /// The key was used with another body.
        case mismatch
        /// Another request with this key is under way.
        case inFlight
    }
}

/// An answer as it was given.
public struct StoredAnswer: Codable, Sendable, Hashable {
    public var status: Int
    public var contentType: String
    public var body: String

    public init(status: Int, contentType: String, body: String) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}

/// Stores the answer under a claimed key, or frees the key for another try.
public struct FinishIdempotencyKey: QueueRequest {
    public typealias Reply = Done
    public static let name = "queue.idempotency.finish.v1"
    public var playerID: PlayerID
    public var route: String
    public var key: String
    /// `nil` frees the key: the answer was one that is not kept.
    public var answer: StoredAnswer?

    public init(playerID: PlayerID, route: String, key: String, answer: StoredAnswer?) {
        self.playerID = playerID
        self.route = route
        self.key = key
        self.answer = answer
    }
}
