import Contracts

/// The code by which others join a party: ten characters of Crockford's base 32, which has no I, L, O and U.
///
/// Source: Douglas Crockford, "Base 32", https://www.crockford.com/base32.html
public struct PartyCode: Sendable, Hashable {
    public static let length = 10

    /// In upper case, as it is shown and stored.
    public let text: String

    /// Draws one. Codes are secrets: the generator must be a secure one.
    public init(using generator: inout some RandomNumberGenerator) {
        text = RandomText.base32(length: Self.length, using: &generator).uppercased()
    }

    /// Reads one as people type it: in either case, with O for 0 and I or L for 1, with hyphens and spaces. `nil` for what can
    /// be no code.
    public init?(typed: String) {
        var text = ""
        for character in typed.uppercased() where character != "-" && character != " " {
            switch character {
            case "O": text.append("0")
            case "I", "L": text.append("1")
            case "0"..."9", "A"..."H", "J", "K", "M", "N", "P"..."T", "V"..."Z": text.append(character)
            default: return nil
            }
            if text.utf8.count > Self.length { return nil }
        }
        guard text.utf8.count == Self.length else { return nil }
        self.text = text
    }
}
