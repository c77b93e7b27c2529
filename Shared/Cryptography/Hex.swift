/// Two lower-case hexadecimal digits a byte.
public enum Hex {
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        lowerCase.encode(bytes)
    }

    /// Nil unless `text` is exactly what `encode` makes.
    public static func decode(_ text: String) -> [UInt8]? {
        lowerCase.decode(text)
    }

    private static let lowerCase = BitAlphabet("0123456789abcdef", padded: false)
}
