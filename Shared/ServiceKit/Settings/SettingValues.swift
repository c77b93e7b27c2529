import Glibc

/// The settings of a program, read and checked, all of them or none.
public struct SettingValues: Sendable {
    /// Everything that was wrong, in the order of the declarations.
    public struct Faults: Error, Hashable, CustomStringConvertible {
        public let faults: [SettingFault]

        public init(faults: [SettingFault]) {
            self.faults = faults
        }

        public var description: String { faults.map(\.description).joined(separator: "\n") }
    }

    private let values: [String: any Sendable]

    /// Reads `settings` from `environment`. Throws every fault at once, so that they can be mended at once.
    public init(_ settings: [any SettingDeclaration], environment: [String: String] = Self.environment) throws(Faults) {
        var values: [String: any Sendable] = [:]
        var faults: [SettingFault] = []
        for setting in settings {
            precondition(values[setting.name] == nil, "\(setting.name) is declared twice")
            do throws(SettingFault) {
                values[setting.name] = try setting.value(of: try Self.text(of: setting, in: environment))
            } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw Faults(faults: faults) }
        self.values = values
    }

    /// The value of a setting. Traps when the program has not declared it: then it isn't in `--help` either.
    public subscript<Value>(_ setting: Setting<Value>) -> Value {
        guard let value = values[setting.name] as? Value else {
            preconditionFailure("\(setting.name) is not among the program's declared settings")
        }
        return value
    }

    private static func text(
        of setting: any SettingDeclaration, in environment: [String: String]
    ) throws(SettingFault) -> String? {
        let direct = environment[setting.name].flatMap { $0.isEmpty ? nil : $0 }
        guard setting.isSecret, let path = environment[setting.name + "_FILE"], !path.isEmpty else { return direct }
        guard direct == nil else {
            throw SettingFault(
                setting: setting.name, reason: "and \(setting.name)_FILE are both set; leave one of them out")
        }
        guard var content = contents(of: path) else {
            let reason = "names a file that can't be read as text: '\(path)'"
            throw SettingFault(setting: setting.name + "_FILE", reason: reason)
        }
        if content.hasSuffix("\r\n") || content.hasSuffix("\n") { content.removeLast() }
        guard !content.isEmpty else {
            throw SettingFault(setting: setting.name + "_FILE", reason: "names an empty file: '\(path)'")
        }
        return content
    }

    /// The text of a small file; nil when it can't be read, is longer than 64 KiB, or isn't UTF-8.
    private static func contents(of path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_537)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0, count < bytes.count else { return nil }
        return String(validating: bytes[..<count], as: UTF8.self)
    }

    /// The environment of this process. Names or values that aren't UTF-8 are repaired.
    public static var environment: [String: String] {
        var result: [String: String] = [:]
        var entry = environ
        while let pair = entry.pointee {
            let text = String(cString: pair)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            entry += 1
        }
        return result
    }
}
