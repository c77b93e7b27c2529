/// Why a schema was not brought up to date, or can't be worked with.
public enum MigrationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// These versions have not been applied: `migrate` has to run first.
    case missing([Int])
    /// This version was applied with other SQL than this release has.
    case changed(version: Int, name: String)
    /// The list isn't numbered 1, 2, 3 …
    case misnumbered
    /// The migration of that version was refused, and nothing was changed; nil when it failed around the migrations.
    case failed(version: Int?, PostgresError)

    public var description: String {
        switch self {
        case .missing(let versions):
            "the database lacks migrations \(versions.map(String.init).joined(separator: ", ")): run 'migrate' first"
        case .changed(let version, let name):
            "migration \(version) (\(name)) was applied with other SQL than this release has"
        case .misnumbered: "migrations must be numbered 1, 2, 3 …"
        case .failed(let version?, let error): "migration \(version) failed, nothing was changed: \(error)"
        case .failed(nil, let error): "the migrations could not be applied or checked: \(error)"
        }
    }
}
