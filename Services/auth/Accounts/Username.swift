import Contracts

/// A name that may be registered: 3 to 24 of `[A-Za-z0-9_-]`.
///
/// Two names that differ only in upper and lower case are the same name; ``key`` is what they have in common.
public struct Username: Sendable, Hashable, CustomStringConvertible {
    /// As the user wrote it.
    public let rawValue: String
    /// In lower case, what uniqueness and look-ups go by.
    public let key: String

    /// Shown in place of a name whose user is gone. Nobody may take it.
    public static let ofDeletedUsers = "deleted-user"

    /// `nil` when the text breaks the rule. Says nothing of whether the name is free.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard (3...24).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
        rawValue = text
        key = text.lowercased()
    }

    public var description: String { rawValue }

    /// Names that are taken although no user has them.
    public var isReserved: Bool { key == Self.ofDeletedUsers }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// What is wrong with a text that is no name.
    public static func violation(in text: String) -> Refusal.FieldError? {
        guard Username(text) == nil else { return nil }
        return Refusal.FieldError("username", "must be 3 to 24 characters of A-Z, a-z, 0-9, _ and -")
    }
}
