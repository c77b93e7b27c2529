/// The commands that there are, and the reading of command lines by them.
struct CommandTable: Sendable {
    enum Reading: Sendable {
        case run(Command, Invocation)
        /// What was asked for with `--help`.
        case help(String)
    }

    let commands: [Command]

    /// Reads the words after the program's name. Throws what is wrong and what to write instead.
    func read(_ words: [String], environment: [String: String]) throws(UsageError) -> Reading {
        if words.isEmpty { throw UsageError("what shall be done?\n\n\(overview)") }
        let isHelp = words.contains { $0 == "--help" || $0 == "-h" }
        let spoken = words.prefix { !$0.hasPrefix("-") }
        guard let command = commands.first(where: { spoken.starts(with: $0.words) }) else {
            if isHelp || spoken == ["help"] { return .help(overview) }
            guard !spoken.isEmpty else { throw UsageError("there is no option \(words[0])\n\n\(overview)") }
            throw UsageError("there is no command '\(spoken.prefix(2).joined(separator: " "))'\n\n\(overview)")
        }
        if isHelp { return .help(details(of: command)) }
        do {
            return .run(command, try read(words.dropFirst(command.words.count), of: command, environment: environment))
        } catch {
            var error = error
            error.exitCode = command.usageExitCode
            throw error
        }
    }

    private func read(
        _ words: ArraySlice<String>, of command: Command, environment: [String: String]
    ) throws(UsageError) -> Invocation {
        var invocation = Invocation(environment: environment)
        var rest = words
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word != "-" else {
                invocation.arguments.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let option = command.options.first(where: { $0.name == parts[0] }) else {
                throw UsageError("there is no option \(parts[0])\nusage: \(command.usage)")
            }
            guard let value = option.value else {
                guard parts.count == 1 else { throw UsageError("\(option.name) takes no value") }
                invocation.options[option.name] = ""
                continue
            }
            guard let text = parts.count == 2 ? parts[1] : rest.popFirst() else {
                throw UsageError("\(option.name) wants a value: \(option.name) \(value)")
            }
            invocation.options[option.name] = text
        }
        let required = command.arguments.count { $0.required }
        guard (required...command.arguments.count).contains(invocation.arguments.count) else {
            throw UsageError("usage: \(command.usage)")
        }
        return invocation
    }

    private var overview: String {
        let rows = commands.map { ($0.words + $0.arguments.map(\.name), $0.summary) }.map {
            ($0.joined(separator: " "), $1)
        }
        return """
            usage: muster COMMAND [OPTIONS]

            \(Self.columns(rows))

            'muster COMMAND --help' tells more of one. Settings come from the environment; those of the development stack
            are in .run/env.
            """
    }

    private func details(of command: Command) -> String {
        let rows = command.options.map { option in
            (option.name + (option.value.map { " \($0)" } ?? ""), option.help)
        }
        let options = rows.isEmpty ? "" : "\n\n\(Self.columns(rows))"
        return "usage: \(command.usage)\n\n\(command.summary)\(options)"
    }

    private static func columns(_ rows: [(String, String)]) -> String {
        let width = (rows.map(\.0.count).max() ?? 0) + 3
        return rows.map { "  " + $0 + String(repeating: " ", count: width - $0.count) + $1 }.joined(separator: "\n")
    }
}
