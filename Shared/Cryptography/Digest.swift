import CCrypto
import CSodium

/// Digests of byte strings.
public enum Digest {
    /// SHA-256 (FIPS 180-4): 32 bytes.
    public static func sha256(_ message: some Collection<UInt8>) -> [UInt8] {
        let message = Array(message)
        var digest = [UInt8](repeating: 0, count: 32)
        crypto_hash_sha256(&digest, message, UInt64(message.count))
        return digest
    }

    /// SHA-1 (FIPS 180-4): 20 bytes. Broken against collisions; only for protocols that prescribe it, such as the
    /// handshake of WebSocket.
    public static func sha1(_ message: some Collection<UInt8>) -> [UInt8] {
        let message = Array(message)
        var digest = [UInt8](repeating: 0, count: 20)
        CCrypto.SHA1(message, message.count, &digest)
        return digest
    }
}
