/// One thing that `muster` does.
struct Command: Sendable {
    /// An argument that follows the command's words.
    struct Argument: Sendable {
        /// In capitals, as the usage shows it.
        var name: String
        var required = true
    }

    struct Option: Sendable {
        /// With its dashes.
        var name: String
        /// Name of its value; nil for a switch.
        var value: String?
        var help: String
    }

    /// `["operator", "create"]`
    var words: [String]
    var arguments: [Argument] = []
    var options: [Option] = []
    var summary: String
    /// What the program ends with when the command's line isn't understood.
    var usageExitCode: Int32 = UsageError.exitCode
    /// Carries it out; the exit code.
    var run: @Sendable (Invocation) async throws -> Int32

    /// `muster operator create NAME [--option VALUE]`
    var usage: String {
        let arguments = arguments.map { $0.required ? $0.name : "[\($0.name)]" }
        let options = options.map { option in option.value.map { "[\(option.name) \($0)]" } ?? "[\(option.name)]" }
        return (["muster"] + words + arguments + options).joined(separator: " ")
    }
}
