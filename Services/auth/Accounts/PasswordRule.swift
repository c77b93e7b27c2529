import Contracts

/// What a password must be: 8 to 256 Unicode scalars, and none that everybody tries first.
///
/// Length is the whole demand; classes of characters are not asked for (NIST SP 800-63B, section 5.1.1.2).
public struct PasswordRule: Sendable {
    /// In Unicode scalars, as the person typed them.
    public static let length = 8...256

    private let common: Set<String>

    /// The rule with the list of ``CommonPasswords``.
    public init() {
        common = CommonPasswords.all()
    }

    /// What is wrong with a password; `nil` when it will do.
    ///
    /// - Parameter field: the member of the request that it stands in.
    public func violation(in password: String, field: String = "password") -> Refusal.FieldError? {
        guard Self.length.contains(password.unicodeScalars.count) else {
            return Refusal.FieldError(
                field, "must be \(Self.length.lowerBound) to \(Self.length.upperBound) characters long")
        }
        guard !isCommon(password) else {
            return Refusal.FieldError(field, "is one of the commonest passwords")
        }
        return nil
    }

    /// Upper and lower case count the same.
    private func isCommon(_ password: String) -> Bool {
        common.contains(password.lowercased())
    }
}
