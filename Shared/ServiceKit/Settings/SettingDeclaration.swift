/// What a program says about one of its settings, whatever type its value has; `Setting` is the only conformance.
public protocol SettingDeclaration: Sendable {
    /// The environment variable.
    var name: String { get }
    /// One sentence for `--help`.
    var help: String { get }
    /// Never shown or logged; may be read from a file.
    var isSecret: Bool { get }
    var isRequired: Bool { get }
    /// What a value looks like: `a whole number from 1 to 64`.
    var expectation: String { get }
    /// Nil when it is required.
    var defaultText: String? { get }

    /// The value that `text` means, or the default when it is nil.
    func value(of text: String?) throws(SettingFault) -> any Sendable
}

/// What is wrong with one setting, for the person who has to mend it; never holds a secret.
public struct SettingFault: Error, Hashable, CustomStringConvertible {
    public let setting: String
    /// Follows the name of the setting: `is missing; expected …`.
    public let reason: String

    public init(setting: String, reason: String) {
        self.setting = setting
        self.reason = reason
    }

    public var description: String { "\(setting) \(reason)" }
}
