/// One setting of a program, read from an environment variable.
///
/// ```swift
/// static let threads = Setting("MUSTER_AUTH_HASH_THREADS", .integer(1...64), default: 2, help: "Passwords hashed at once.")
/// static let database = Setting("MUSTER_AUTH_DATABASE_URL", .text, isSecret: true, help: "Postgres' address.")
/// ```
/// A variable that is set to nothing counts as not set. A secret may stand in a file instead, which `<NAME>_FILE` names;
/// a line feed at that file's end isn't part of it.
public struct Setting<Value: Sendable>: SettingDeclaration {
    public let name: String
    public let help: String
    public let isSecret: Bool
    let type: SettingType<Value>
    let defaultValue: Value?

    /// A setting that the program can't run without.
    public init(_ name: String, _ type: SettingType<Value>, isSecret: Bool = false, help: String) {
        self.init(name: name, type: type, defaultValue: nil, isSecret: isSecret, help: help)
    }

    /// A setting that has a value when nobody sets it.
    public init(_ name: String, _ type: SettingType<Value>, default value: Value, isSecret: Bool = false, help: String)
    {
        self.init(name: name, type: type, defaultValue: value, isSecret: isSecret, help: help)
    }

    private init(name: String, type: SettingType<Value>, defaultValue: Value?, isSecret: Bool, help: String) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.isSecret = isSecret
        self.help = help
    }

    public var expectation: String { type.expectation }

    public var defaultText: String? {
        defaultValue.map { isSecret ? "" : type.text($0) }
    }

    public var isRequired: Bool { defaultValue == nil }

    public func value(of text: String?) throws(SettingFault) -> any Sendable {
        guard let text else {
            guard let defaultValue else {
                throw SettingFault(setting: name, reason: "is missing; expected \(expectation)")
            }
            return defaultValue
        }
        do throws(SettingType<Value>.Refusal) {
            return try type.parse(text)
        } catch {
            let given = isSecret ? "" : " '\(text)'"
            throw SettingFault(
                setting: name, reason: "has a wrong value\(given): expected \(error.expected ?? expectation)")
        }
    }
}
