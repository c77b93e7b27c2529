/// Base64 with padding (RFC 4648, section 4).
public enum Base64 {
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        standard.encode(bytes)
    }

    /// Nil unless `text` is exactly what `encode` makes: no white space, padding in place, no stray bits.
    public static func decode(_ text: String) -> [UInt8]? {
        standard.decode(text)
    }

    private static let standard = BitAlphabet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", padded: true)
}

/// Base64 for addresses and cookies, without padding (RFC 4648, section 5).
public enum Base64URL {
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        urlSafe.encode(bytes)
    }

    /// Nil unless `text` is exactly what `encode` makes.
    public static func decode(_ text: String) -> [UInt8]? {
        urlSafe.decode(text)
    }

    private static let urlSafe = BitAlphabet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", padded: false)
}
