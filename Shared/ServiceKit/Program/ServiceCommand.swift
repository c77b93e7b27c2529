/// Something that a service's executable does once, and then ends: `muster-queue migrate`, `muster-auth operator create NAME`.
public struct ServiceCommand: Sendable {
    /// One word or several: `migrate`, `operator create`.
    public let name: String
    /// What follows the name, each one argument: `NAME`.
    public let parameters: [String]
    /// One line of `--help`.
    public let help: String
    /// What it reads beside the common settings; nil is everything that the program has.
    let settings: [any SettingDeclaration]?
    let run: @Sendable (ProgramContext, [String]) async throws -> Void

    /// - Parameters:
    ///   - settings: what it reads beside the common ones, so that it runs where the others aren't set; nil is all of the
    ///     program's.
    ///   - run: the process ends with code 0 when it returns, and with 1 when it throws; a `CommandRefused` is told in plain
    ///     words.
    public init(
        _ name: String, settings: [any SettingDeclaration]? = nil, help: String,
        run: @escaping @Sendable (ProgramContext) async throws -> Void
    ) {
        self.init(name, parameters: [], settings: settings, help: help) { context, _ in try await run(context) }
    }

    /// As above, for a command with arguments: `run` gets as many as there are `parameters`.
    public init(
        _ name: String, parameters: [String], settings: [any SettingDeclaration]? = nil, help: String,
        run: @escaping @Sendable (ProgramContext, [String]) async throws -> Void
    ) {
        self.name = name
        self.parameters = parameters
        self.settings = settings
        self.help = help
        self.run = run
    }

    /// As it stands in `--help`: `operator create NAME`.
    var usage: String { ([name] + parameters).joined(separator: " ") }

    /// The arguments after the name; nil when these aren't this command's.
    func arguments(in given: [String]) -> [String]? {
        let words = name.split(separator: " ").map(String.init)
        guard given.starts(with: words), given.count == words.count + parameters.count else { return nil }
        return Array(given.dropFirst(words.count))
    }
}

/// Why a command didn't do what it was asked, in words for the person who asked.
public struct CommandRefused: Error, Hashable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
