/// Base32 in lower case without padding (RFC 4648, section 6, with `a`–`z` for `A`–`Z`).
public enum Base32 {
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        lowerCase.encode(bytes)
    }

    /// Nil unless `text` is exactly what `encode` makes.
    public static func decode(_ text: String) -> [UInt8]? {
        lowerCase.decode(text)
    }

    private static let lowerCase = BitAlphabet("abcdefghijklmnopqrstuvwxyz234567", padded: false)
}
