/// What the arguments and the environment ask a program to do; decided without touching anything.
enum Invocation {
    case help(String)
    case run(SettingValues)
    case command(ServiceCommand, [String], SettingValues)
    /// Says why on standard error, and exits with 64 (`EX_USAGE` of sysexits.h).
    case refuse(String)

    /// - Parameter arguments: without the program's own name.
    static func decide<Program: ServiceProgram>(
        _ program: Program.Type, arguments: [String], environment: [String: String]
    ) -> Invocation {
        let common = CommonSettings.all(hasAdminPort: Program.hasAdminPort)
        if arguments.contains(where: { $0 == "--help" || $0 == "-h" }) {
            return .help(help(program, common + Program.settings))
        }
        let commands = Program.commands.lazy.compactMap { command in
            command.arguments(in: arguments).map { (command, $0) }
        }
        let command = commands.first
        if command == nil, !arguments.isEmpty {
            let given = arguments.joined(separator: " ")
            return .refuse("muster-\(Program.name): '\(given)' isn't understood; see muster-\(Program.name) --help\n")
        }
        do throws(SettingValues.Faults) {
            let needed = command?.0.settings ?? Program.settings
            let values = try SettingValues(common + needed, environment: environment)
            return command.map { .command($0, $1, values) } ?? .run(values)
        } catch {
            let lines = error.faults.map { "  \($0)\n" }.joined()
            return .refuse(
                "muster-\(Program.name) can't start with these settings:\n\(lines)See muster-\(Program.name) --help\n")
        }
    }

    private static func help<Program: ServiceProgram>(
        _ program: Program.Type, _ settings: [any SettingDeclaration]
    ) -> String {
        let name = "muster-\(Program.name)"
        var usage = [("", "serves until SIGTERM or SIGINT, then drains and exits with 0")]
        usage += Program.commands.map { (" \($0.usage)", $0.help) }
        usage.append((" --help", "this text"))
        let width = usage.map { $0.0.count }.max() ?? 0
        let lines = usage.map { command, help in
            "  \(name)\(command)\(String(repeating: " ", count: width - command.count))   \(help)\n"
        }
        return
            "\(name): \(Program.summary)\n\n\(lines.joined())\nSettings, from the environment:\n\n\(SettingsHelp.text(settings))"
    }
}
