import CCrypto
import CSodium

/// Message authentication codes with a secret key (RFC 2104).
public enum HMAC {
    /// HMAC-SHA-256: 32 bytes.
    public static func sha256(key: some Collection<UInt8>, message: some Collection<UInt8>) -> [UInt8] {
        let (key, message) = (Array(key), Array(message))
        var state = crypto_auth_hmacsha256_state()
        var code = [UInt8](repeating: 0, count: 32)
        crypto_auth_hmacsha256_init(&state, key, key.count)
        crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        crypto_auth_hmacsha256_final(&state, &code)
        return code
    }

    /// HMAC-SHA-1: 20 bytes; only for protocols that prescribe it, such as TURN's shared-secret credentials.
    public static func sha1(key: some Collection<UInt8>, message: some Collection<UInt8>) -> [UInt8] {
        let (key, message) = (Array(key), Array(message))
        var code = [UInt8](repeating: 0, count: 20)
        var length: UInt32 = 0
        let result = CCrypto.HMAC(EVP_sha1(), key, Int32(key.count), message, message.count, &code, &length)
        precondition(result != nil && length == 20, "libcrypto refused HMAC-SHA-1")
        return code
    }
}
