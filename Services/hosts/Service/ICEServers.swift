import Contracts
import Cryptography

/// The STUN and TURN servers that peers are told of, with credentials for one caller and a limited time.
///
/// The scheme is coturn's `use-auth-secret`, draft-uberti-behave-turn-rest-00: the username is the time at which it
/// expires and an id, the password an HMAC of that, so that coturn needs no list of users.
struct ICEServers: Sendable, Hashable {
    /// `stun:host:port`, each an entry of its own.
    var stunURLs: [String] = []
    /// `turn:host:port`, each an entry of its own.
    var turnURLs: [String] = []
    /// What coturn knows as `static-auth-secret`; nil means that no TURN server is told of.
    var turnSecret: String?
    /// How long credentials can be used.
    var turnLifetime: Duration = .seconds(86_400)

    /// The entries for `caller` at a time of the wall clock, in seconds since 1970.
    func entries(for caller: String, atUnixSeconds now: Int64) -> [ICEServer] {
        let stun = stunURLs.map { ICEServer(urls: $0) }
        guard let turnSecret, !turnURLs.isEmpty else { return stun }
        let username = "\(now + turnLifetime.components.seconds):\(caller)"
        let credential = Self.credential(secret: turnSecret, username: username)
        return stun + turnURLs.map { ICEServer(urls: $0, username: username, credential: credential) }
    }

    /// base64(HMAC-SHA1(secret, username)).
    static func credential(secret: String, username: String) -> String {
        Base64.encode(HMAC.sha1(key: secret.utf8, message: username.utf8))
    }
}
