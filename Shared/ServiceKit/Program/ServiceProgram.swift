import ServiceLifecycle

/// One of Muster's services as an executable: what it needs to know, and what it runs.
public protocol ServiceProgram: Sendable {
    /// `auth`; the executable is `muster-auth`.
    static var name: String { get }

    /// What it is for, in one line of `--help`.
    static var summary: String { get }

    /// Every setting that it reads, beside the common ones.
    static var settings: [any SettingDeclaration] { get }

    /// What it does instead of serving when its first argument says so: `migrate`. None unless it names some.
    static var commands: [ServiceCommand] { get }

    /// Whether `/healthz`, `/readyz` and `/metrics` are served on `MUSTER_ADMIN_PORT`, as they are unless it says no: the
    /// gateway has them on its own port.
    static var hasAdminPort: Bool { get }

    /// Makes its services, dependencies first, and registers what its readiness depends on. They are shut down in reverse
    /// order. Must not wait for a server that may be away: that is for the services' own `run()`.
    ///
    /// What this throws ends the process with code 1.
    static func services(_ context: ProgramContext) async throws -> [any Service]
}

extension ServiceProgram {
    public static var commands: [ServiceCommand] { [] }
    public static var hasAdminPort: Bool { true }
}
