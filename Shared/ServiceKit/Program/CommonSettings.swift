import Glibc
import Logging

/// The settings that every service has.
public enum CommonSettings {
    public static let logLevel = Setting(
        "MUSTER_LOG_LEVEL", SettingType<Logger.Level>.oneOf, default: .info, help: "The least that is logged.")
    public static let logFormat = Setting(
        "MUSTER_LOG_FORMAT", SettingType<LogFormat>.oneOf, default: .auto,
        help: "How log lines are written; auto is text on a terminal, else json.")
    public static let instance = Setting(
        "MUSTER_INSTANCE", SettingType.text.optional, default: nil,
        help:
            "Tells this replica from the others, in logs and in the broker; unset, it is the host's name and the process id."
    )
    public static let adminHost = Setting(
        "MUSTER_ADMIN_HOST", .text, default: "127.0.0.1", help: "Where /healthz, /readyz and /metrics are served.")
    public static let adminPort = Setting(
        "MUSTER_ADMIN_PORT", .port, default: 9000, help: "The port of /healthz, /readyz and /metrics.")

    /// All that apply to a program.
    static func all(hasAdminPort: Bool) -> [any SettingDeclaration] {
        let common: [any SettingDeclaration] = [instance, logLevel, logFormat]
        return hasAdminPort ? common + [adminHost, adminPort] : common
    }

    /// The name of this process where nobody gave it one: containers differ in the first part, processes in the second.
    static var defaultInstance: String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) + "-\(getpid())"
    }
}
