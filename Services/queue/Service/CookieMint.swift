import Contracts
import Cryptography

/// Makes players' passes for their matches: whoever holds the key gets the same pass for the same player, match and
/// generation, so that any replica can tell it and none has to store it.
struct CookieMint: Sendable {
    private let key: [UInt8]

    init(key: String) { self.key = Array(key.utf8) }

    func cookie(_ matchID: MatchID, _ playerID: PlayerID, _ generation: Int) -> String {
        let message = [matchID.rawValue, playerID.rawValue, String(generation)].joined(separator: "\u{1f}")
        return Base64URL.encode(HMAC.sha256(key: key, message: Array(message.utf8)))
    }
}
