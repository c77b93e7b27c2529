import Logging

/// What a service is given at its start.
public struct ProgramContext: Sendable {
    /// `auth`.
    public let service: String
    /// Tells replicas apart: `auth-2`.
    public let instance: String
    public let settings: SettingValues
    public let logger: Logger
    /// Where it registers what it depends on.
    public let readiness: Readiness

    public init(service: String, instance: String, settings: SettingValues, logger: Logger, readiness: Readiness) {
        self.service = service
        self.instance = instance
        self.settings = settings
        self.logger = logger
        self.readiness = readiness
    }
}
